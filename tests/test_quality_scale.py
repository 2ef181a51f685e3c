"""What ``quality_scale.yaml`` claims is true: every rule is there, and whatever is done is proved."""

import ast
import json
from pathlib import Path
import re
import tomllib
from typing import Any

from homeassistant.const import Platform
from homeassistant.util.yaml import load_yaml_dict
import pytest

ROOT = Path(__file__).parent.parent
SHELL = ROOT / "custom_components" / "volue_spark"
SOURCES = {path: path.read_text() for path in sorted(SHELL.rglob("*.py"))}
# Home Assistant's list of 2026-10, in its four tiers.
BRONZE = """
action-setup appropriate-polling brands common-modules config-flow config-flow-test-coverage dependency-transparency
docs-actions docs-conditions docs-high-level-description docs-installation-instructions docs-removal-instructions
docs-triggers entity-event-setup entity-unique-id has-entity-name runtime-data test-before-configure test-before-setup
unique-config-entry
"""
SILVER = """
action-exceptions config-entry-unloading docs-configuration-parameters docs-installation-parameters entity-unavailable
integration-owner log-when-unavailable parallel-updates reauthentication-flow test-coverage
"""
GOLD = """
devices diagnostics discovery discovery-update-info docs-data-update docs-examples docs-known-limitations
docs-supported-devices docs-supported-functions docs-troubleshooting docs-use-cases dynamic-devices entity-category
entity-device-class entity-disabled-by-default entity-translations exception-translations icon-translations
reconfiguration-flow repair-issues stale-devices
"""
PLATINUM = "async-dependency inject-websession strict-typing"
RULES = f"{BRONZE} {SILVER} {GOLD} {PLATINUM}".split()
# What is to come, each of it a subject of its own.
SUBJECTS = {
    "the price curve with calendar, event and triggers",
    "usage reports with actions",
    "devices that follow, with adapters, status and blueprints",
    "push with webhooks",
}


def objections(rule: dict[str, str]) -> list[str]:
    """Return what is wrong with one claim; nothing where it is true."""
    said = [line.strip() for line in rule.get("comment", "").splitlines() if line.strip()]
    match rule.get("status"):
        case "done":
            return [line for line in said if not is_proved(line)] if said else ["no proof"]
        case "todo":
            return [line for line in said or ["no subject"] if line not in SUBJECTS]
        case "exempt":
            return [] if said else ["no reason"]
    return ["no such status"]


def is_proved(proof: str) -> bool:
    """Tell whether a proof exists: a test function, or words of the README."""
    if words := re.fullmatch(r'README: "(.{8,})"', proof):
        return words[1] in (ROOT / "README.md").read_text()
    path, _, name = proof.partition("::")
    file = ROOT / path
    if not (path.startswith("tests/") and name.startswith("test_") and file.is_file()):
        return False
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return any(isinstance(node, functions) and node.name == name for node in ast.parse(file.read_text()).body)


def claims() -> dict[str, Any]:
    """Return the claims by rule."""
    found: dict[str, Any] = load_yaml_dict(str(SHELL / "quality_scale.yaml"))["rules"]
    return found


def test_every_rule_is_there_and_no_other() -> None:
    """A rule that is left out looks like one that is kept."""
    assert len(RULES) == 54
    assert sorted(claims()) == sorted(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_every_claim_is_true(rule: str) -> None:
    """A claim that nobody checks is an advertisement."""
    assert objections(claims()[rule]) == []


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"status": "done"},
        {"status": "done", "comment": "tests/test_quality_scale.py::test_that_does_not_exist"},
        {"status": "done", "comment": "tests/test_no_such_file.py::test_every_rule_is_there_and_no_other"},
        {"status": "done", "comment": "tests/test_quality_scale.py::claims"},
        {"status": "done", "comment": 'README: "words that nobody ever wrote"'},
        {"status": "done", "comment": 'README: ""'},
        {"status": "done", "comment": 'README: "## Install"\nbelieve me'},
        {"status": "todo"},
        {"status": "todo", "comment": "some day"},
        {"status": "exempt"},
    ],
    ids=lambda rule: f"{rule.get('status')} {rule.get('comment', '')}"[:60],
)
def test_a_claim_without_proof_is_found(rule: dict[str, str]) -> None:
    """A guard that believes everything would pass for ever."""
    assert objections(rule)


def test_the_brand_has_its_icons() -> None:
    """Without them the integration is a grey box among the others."""
    for name in ("icon.png", "icon@2x.png"):
        assert (SHELL / "brand" / name).read_bytes().startswith(b"\x89PNG")


def test_what_is_shared_is_where_everybody_looks_for_it() -> None:
    """Whoever knows one integration finds these two first."""
    assert "(DataUpdateCoordinator[" in SOURCES[SHELL / "coordinator.py"]
    assert "(CoordinatorEntity[" in SOURCES[SHELL / "entity.py"]


def test_what_runs_lives_in_the_entry() -> None:
    """In ``hass.data`` it would outlive the entry."""
    assert "entry.runtime_data = " in SOURCES[SHELL / "__init__.py"]
    assert not [path for path, text in SOURCES.items() if re.search(r"hass\.data(\[.+\] =|\.setdefault)", text)]


def test_every_platform_says_how_many_may_update_at_once() -> None:
    """Home Assistant's own choice would be one after the other, or all at once."""
    platforms = [path for path in SOURCES if path.parent == SHELL and path.stem in set(Platform)]
    assert platforms
    assert not [path for path in platforms if not re.search(r"^PARALLEL_UPDATES = \d$", SOURCES[path], re.MULTILINE)]


def test_home_assistants_session_is_used() -> None:
    """One of our own would ignore Home Assistant's DNS, its proxies and its end."""
    assert "async_get_clientsession(hass)" in SOURCES[SHELL / "connection.py"]
    assert not [path for path, text in SOURCES.items() if "ClientSession(" in text]


def test_somebody_answers_for_it() -> None:
    """An issue without an owner is read by nobody."""
    assert json.loads((SHELL / "manifest.json").read_text())["codeowners"]


def test_types_are_checked_strictly() -> None:
    """What is not checked by the one test command is not checked."""
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert mypy["strict"] is True
    assert "custom_components" in mypy["files"]
    assert 'step "mypy" $bin/mypy' in (ROOT / "scripts/test").read_text()


def test_coverage_is_demanded() -> None:
    """A figure that nobody demands falls."""
    program = (ROOT / "scripts/test").read_text()
    assert 'report --include "$flows" --fail-under 100' in program
    assert "flows='custom_components/volue_spark/flows/*,custom_components/volue_spark/config_flow.py'" in program
    assert int(re.findall(r'report --omit "\$core" --fail-under (\d+)', program)[0]) >= 95
