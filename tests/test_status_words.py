"""The README explains every word that "Status" can say, as it says it."""

import json
from pathlib import Path
import re

ROOT = Path(__file__).parent.parent
TEXTS = json.loads((ROOT / "custom_components" / "volue_spark" / "translations" / "en.json").read_text())


def test_every_word_of_the_status_is_explained() -> None:
    """Whoever reads one that they do not understand looks it up by its text."""
    [table] = re.findall(
        r"^\| Status \| Means \|\n\|---\|---\|\n((?:\|.*\n)+)", (ROOT / "README.md").read_text(), re.MULTILINE
    )
    explained = [line.split("|")[1].strip() for line in table.splitlines()]
    assert sorted(explained) == sorted(TEXTS["entity"]["sensor"]["status"]["state"].values())
