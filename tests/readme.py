"""The README's examples, taken out of it as they stand."""

from pathlib import Path
import re
from typing import Any

from homeassistant.util.yaml import parse_yaml

README = (Path(__file__).parent.parent / "README.md").read_text()


def examples() -> list[dict[str, Any]]:
    """Return all examples under "For dashboards and automations"."""
    [section] = re.findall(r"^## For dashboards and automations\n(.*?)^## ", README, re.MULTILINE | re.DOTALL)
    found = [parse_yaml(text) for text in re.findall(r"^```yaml\n(.*?)^```", section, re.MULTILINE | re.DOTALL)]
    return [example for example in found if isinstance(example, dict)]


def card(kind: str) -> dict[str, Any]:
    """Return the one card of a kind."""
    [wanted] = [example for example in examples() if example.get("type") == kind]
    return wanted


def automation() -> dict[str, Any]:
    """Return the one automation."""
    [wanted] = [example for example in examples() if "triggers" in example]
    return wanted


def script() -> dict[str, Any]:
    """Return the one example that has actions only."""
    [wanted] = [example for example in examples() if "actions" in example and "triggers" not in example]
    return wanted
