"""What every blueprint asks, and what it says of itself."""

from collections.abc import Iterable, Iterator
import re
from typing import Any
from urllib.parse import unquote

from homeassistant.components.blueprint.models import Blueprint
from homeassistant.components.blueprint.schemas import BLUEPRINT_SCHEMA
from homeassistant.util.yaml import Input, parse_yaml
import pytest

from tests import blueprints
from tests.readme import README


def blueprint(name: str) -> Blueprint:
    """Return a blueprint as Home Assistant reads it."""
    data: Any = parse_yaml((blueprints.FOLDER / f"{name}.yaml").read_text())
    return Blueprint(data, expected_domain="automation", schema=BLUEPRINT_SCHEMA)


def inputs_in(config: object) -> Iterator[str]:
    """Yield the inputs that a configuration uses."""
    if isinstance(config, Input):
        yield config.name
    parts: Iterable[object] = ()
    if isinstance(config, dict):
        parts = config.values()
    elif isinstance(config, list):
        parts = config
    for part in parts:
        yield from inputs_in(part)


@pytest.mark.parametrize("name", blueprints.ALL)
def test_at_most_three_questions_are_asked_at_once(name: str) -> None:
    """Each further one loses somebody; what nearly nobody needs is under "More"."""
    asked = blueprint(name).data["blueprint"]["input"]
    first = [key for key, value in asked.items() if "input" not in value]
    assert len(first) <= 3
    assert [(key, value["collapsed"]) for key, value in asked.items() if "input" in value] == [("more", True)]
    assert list(asked) == [*first, "more"]


@pytest.mark.parametrize("name", blueprints.ALL)
def test_every_answer_is_used_and_says_what_it_is_for(name: str) -> None:
    """A question whose answer changes nothing is worse than none."""
    read = blueprint(name)
    assert set(inputs_in({key: value for key, value in read.data.items() if key != "blueprint"})) == set(read.inputs)
    assert all(asked["name"] for asked in read.inputs.values())


def test_each_names_its_place_and_its_home_assistant() -> None:
    """Without its place nobody gets its next version; an older Home Assistant would load it and fail later."""
    assert {path.stem for path in blueprints.FOLDER.iterdir()} == set(blueprints.ALL)
    for name in blueprints.ALL:
        metadata = blueprint(name).metadata
        place = "https://github.com/seed-41ed3bca/volue_spark/blob/main/blueprints/automation/volue_spark"
        assert metadata["source_url"] == f"{place}/{name}.yaml"
        assert metadata["homeassistant"] == {"min_version": "2026.10.0"}


def test_the_readme_imports_each_with_one_click() -> None:
    """A link to a file that was renamed leads nowhere, and nobody sees it before somebody clicks."""
    raw = "https://raw.githubusercontent.com/seed-41ed3bca/volue_spark/main/blueprints/automation/volue_spark"
    linked = re.findall(r"redirect/blueprint_import/\?blueprint_url=([^)]+)\)", README)
    assert [unquote(address) for address in linked] == [f"{raw}/{name}.yaml" for name in blueprints.ALL]
