"""The README's examples, taken out of it as they stand."""

from pathlib import Path
import re
from typing import Any

from homeassistant.util.yaml import parse_yaml

README = (Path(__file__).parent.parent / "README.md").read_text()


def card(kind: str) -> dict[str, Any]:
    """Return the one card of a kind under "For dashboards and automations"."""
    [section] = re.findall(r"^## For dashboards and automations\n(.*?)^## ", README, re.MULTILINE | re.DOTALL)
    found = [parse_yaml(text) for text in re.findall(r"^```yaml\n(.*?)^```", section, re.MULTILINE | re.DOTALL)]
    [wanted] = [example for example in found if isinstance(example, dict) and example.get("type") == kind]
    return wanted
