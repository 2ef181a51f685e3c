"""What the page about Spark's API points at is there, and what points at the page, too."""

from pathlib import Path
import re

import pytest

from tests.fake_spark.routes import ROUTES

ROOT = Path(__file__).parent.parent
SHELL, TESTS = ROOT / "custom_components" / "volue_spark", ROOT / "tests"
PAGE = (ROOT / "docs" / "spark-api.md").read_text()
# In backticks: a file or a folder, or a name in a file.
PLACE = re.compile(r"`([\w./-]+\.(?:py|md|json|toml|yml)|[\w-][\w/-]*/|scripts/\w+)(?:::(\w+))?`")
# Also one that stands alone, and one that was cut short.
TEST = re.compile(r"\btest_\w+\b(?!\.py)…?")


def dangling(text: str) -> list[str]:
    """Return the places and tests that a text names and the repository does not have."""
    places = [(file, name) for file, name in PLACE.findall(text) if not is_there(file, name)]
    source = "\n".join(path.read_text() for path in TESTS.rglob("test_*.py"))
    tests = [name for name in TEST.findall(text) if not re.search(rf"def {name}\(", source)]
    return [f"{file}::{name}" for file, name in places] + tests


def is_there(file: str, name: str) -> bool:
    """Tell whether there is such a file below one of the three roots, and the name is defined in it."""
    found = next((root / file for root in (SHELL, TESTS, ROOT) if (root / file).exists()), None)
    definition = rf"^(?: *(?:async )?(?:def|class) )?{name}\b"
    return found is not None and (not name or re.search(definition, found.read_text(), re.MULTILINE) is not None)


def test_every_room_and_test_that_the_page_names_exists() -> None:
    """A reader who follows a name into nothing stops believing the rest."""
    assert dangling(PAGE) == []


def test_every_heading_that_is_pointed_at_exists() -> None:
    """Comments in the code say where a fact comes from; its heading must not be renamed away."""
    headings = set(re.findall(r"^## (.+)$", PAGE, re.MULTILINE))
    source = "\n".join(path.read_text() for path in SHELL.rglob("*.py"))
    named = re.findall(r'docs/spark-api\.md[\s#]+"([^"]+)"', source)
    assert len(named) == source.count("docs/spark-api.md")
    assert set(named) <= headings
    assert {title: anchor(title) for title in headings} == dict(re.findall(r"\[([^]]+)]\(#([^)]+)\)", PAGE))


def anchor(heading: str) -> str:
    """Return the link target that a heading gets."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_the_page_knows_which_endpoints_the_local_spark_has() -> None:
    """An endpoint added there without a word here would be the first of many."""
    listed = re.findall(r"^\| `([A-Z]+) (\S+)` \| .* \| yes \|", PAGE, re.MULTILINE)
    has = [(route.method, route.path) for route in ROUTES]
    assert sorted((method, re.sub(r"{\w+}", "{}", path)) for method, path in listed) == sorted(
        (str(method), re.sub(r"{\w+}", "{}", path)) for method, path in has
    )


@pytest.mark.parametrize(
    "text",
    [
        "`spark/wires.py`",
        "`fake_spork/`",
        "`spark/client.py::no_such_method`",
        "`core/test_values.py::test_that_nobody_wrote`",
        "`core/test_values.py::test_a_favourable_interval_is_one_below_zero`",
        "a test_that_nobody_wrote without backticks",
        "`core/test_values.py::test_a_flag_is…`",
    ],
)
def test_the_guard_can_fail(text: str) -> None:
    """A guard that sees nothing would pass for ever."""
    assert dangling(text)


def test_the_guard_finds_what_is_there() -> None:
    """A guard with false alarms would be switched off."""
    there = (
        "`spark/client.py::enroll`, `fake_spark/`, `core/test_values.py::test_a_flag_is_never_guessed`, `GET /users`"
    )
    assert dangling(there) == []
    assert len(PLACE.findall(PAGE)) > 300
