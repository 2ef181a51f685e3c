"""What Home Assistant, HACS and anyone who clones the repository rely on."""

import json
from pathlib import Path
import re
import subprocess
import tomllib
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
MANIFEST: dict[str, Any] = json.loads((ROOT / "custom_components/volue_spark/manifest.json").read_text())
HACS: dict[str, Any] = json.loads((ROOT / "hacs.json").read_text())
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
# Written in two parts, so that this file does not find itself.
FORBIDDEN = {
    "a path of a machine": re.compile(r"/(?:wor" + r"k|roo" + r"t|home/\w+)/"),
    "a registry's host": re.compile(r"https?://\S*(?:pythonhos" + r"ted|npm" + r"js|deb" + r"ian|py" + r"pi)\b"),
}


def tracked() -> list[Path]:
    """Return the text files that git knows, or all where there is no git."""
    try:
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S607
    except (OSError, subprocess.CalledProcessError) as err:
        pytest.skip(f"not a git checkout: {err}")
    paths = [ROOT / line for line in listed.splitlines()]
    return [path for path in paths if path.suffix != ".png" and path.is_file()]


def is_gsrn(digits: str) -> bool:
    """Tell whether 18 digits carry the check digit of a real meter point id."""
    weighted = sum(int(digit) * (3, 1)[index % 2] for index, digit in enumerate(digits[:17]))
    return (10 - weighted % 10) % 10 == int(digits[17])


def test_the_manifest_is_what_home_assistant_accepts() -> None:
    """An unknown key or a wrong order fails Home Assistant's own validation, which runs only elsewhere."""
    keys = list(MANIFEST)
    assert keys == ["domain", "name", *sorted(keys[2:])]
    assert set(keys) <= {
        "after_dependencies",
        "codeowners",
        "config_flow",
        "dependencies",
        "documentation",
        "domain",
        "integration_type",
        "iot_class",
        "issue_tracker",
        "loggers",
        "name",
        "quality_scale",
        "requirements",
        "version",
    }
    assert MANIFEST["domain"] == "volue_spark"
    assert MANIFEST["requirements"] == []
    assert MANIFEST["iot_class"] in {"cloud_polling", "cloud_push"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", MANIFEST["version"])


def test_hacs_knows_the_zip_and_the_oldest_home_assistant() -> None:
    """HACS refuses unknown keys, and installs what the release workflow attaches."""
    assert set(HACS) <= {"country", "filename", "homeassistant", "name", "render_readme", "zip_release"}
    assert HACS["filename"] in (ROOT / ".github/workflows/release.yml").read_text()


def test_one_version_everywhere() -> None:
    """Users report the version that the manifest shows."""
    assert PROJECT["project"]["version"] == MANIFEST["version"]


def test_dev_dependencies_are_pinned_exactly() -> None:
    """Without a lock file a range would be another test suite every day."""
    assert all("==" in wanted for wanted in PROJECT["dependency-groups"]["dev"])


@pytest.mark.parametrize("what", FORBIDDEN)
def test_committed_files_name_no_place_of_ours(what: str) -> None:
    """A clone works anywhere, with the mirrors of the machine it is on."""
    found = [path for path in tracked() if FORBIDDEN[what].search(path.read_text())]
    assert not found


def test_no_meter_point_of_anybody_is_in_the_repository() -> None:
    """A made-up id that is valid belongs to somebody, or will."""
    found = {
        digits
        for path in tracked()
        for digits in re.findall(r"(?<!\d)\d{18}(?!\d)", path.read_text())
        if is_gsrn(digits)
    }
    assert not found


def test_the_guard_recognises_a_valid_check_digit() -> None:
    """If it never finds any, it guards nothing; these digits are put together here only."""
    digits = "70705750001234567"
    assert sum(is_gsrn(digits + last) for last in "0123456789") == 1


def test_the_readme_shows_pictures_that_exist() -> None:
    """A broken picture is the first thing a visitor sees."""
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
