"""Who may know whom; the core runs where Home Assistant does not exist."""

import ast
from collections.abc import Iterator
from pathlib import Path
import subprocess
import sys

import pytest

ROOT = Path(__file__).parent.parent
SHELL = ROOT / "custom_components" / "volue_spark"
CORE = SHELL / "spark"
PURE = [
    "masks.py",
    "models.py",
    "timeline.py",
    "merging.py",
    "kept.py",
    "polling.py",
    "price_areas.py",
    "stretches.py",
    "worth.py",
    "news.py",
    "hours.py",
    "policy.py",
    "spans.py",
    "waiting.py",
    "rules.py",
    "reasons.py",
    "device_state.py",
    "turns.py",
    "plan.py",
    "prospects.py",
    "usage.py",
    "running.py",
    "doubt.py",
    "proof.py",
    "presence.py",
    "deadlines.py",
    "reports.py",
    "unsent.py",
    "estimate.py",
    "running_sum.py",
    "simulation.py",
    "meter_points.py",
    "eligibility.py",
    "signature.py",
    "notified.py",
    "wire",
]
PLATFORMS = ["sensor", "binary_sensor", "button", "calendar", "event", "switch"]
# What only one room may touch: its marks in the source, and where they are at home.
ONE_ROOM_ONLY = {
    "camelCase members of Spark": (["resourceId", "priceCurveDelta", "userId", "meterPointIds"], CORE / "wire"),
    "services of devices": ([".services.async_call("], SHELL / "control"),
    "the recorder": (["components.recorder", "get_instance"], SHELL / "statistics.py"),
    "web requests": (
        ["aiohttp import web", "web.Request", "HomeAssistantView", "webhook.async_register"],
        SHELL / "push",
    ),
    "timestamps and TimeSpans": (["fromisoformat", "strptime"], CORE / "wire" / "values.py"),
}


def sources(*folders: Path) -> list[Path]:
    """Return the Python files of folders and files."""
    return sorted(path for folder in folders for path in ([folder] if folder.is_file() else folder.rglob("*.py")))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (dots, module) of every import, wherever in the file it stands."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield node.level, module
            yield from ((node.level, f"{module}.{alias.name}".lstrip(".")) for alias in node.names)


def top(module: str) -> str:
    """Return the first part of a module's name."""
    return module.partition(".")[0]


@pytest.mark.parametrize("path", sources(CORE), ids=lambda path: path.relative_to(CORE).as_posix())
def test_the_core_knows_no_home_assistant_and_nothing_above_itself(path: Path) -> None:
    """A decision that needs Home Assistant could not be tested as a table."""
    depth = len(path.relative_to(CORE).parts)
    allowed = {"aiohttp"} if path.name in ("auth.py", "client.py", "transport.py") else set()
    for dots, module in imports(path):
        assert dots <= depth, f"{module} lies above the core"
        assert dots or top(module) in sys.stdlib_module_names | allowed, module


@pytest.mark.parametrize(
    "path", sources(*(CORE / name for name in PURE)), ids=lambda path: path.relative_to(CORE).as_posix()
)
def test_pure_rooms_read_no_clock_network_file_or_log(path: Path) -> None:
    """``now`` and zones are arguments, or a test could not choose them."""
    banned = {"aiohttp", "asyncio", "logging", "os", "pathlib", "random", "time", "uuid", "zoneinfo"}
    assert not {top(module) for dots, module in imports(path) if not dots} & banned
    names = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
    assert not names & {"now", "utcnow", "today"}
    assert "open(" not in path.read_text()


def test_nobody_imports_the_package_root() -> None:
    """The root wires all parts together; whoever imports it closes a circle."""
    for path in sources(SHELL):
        depth = len(path.relative_to(SHELL).parts)
        for dots, module in imports(path):
            assert (dots, module) != (depth, ""), path


def test_platforms_know_neither_each_other_nor_the_client() -> None:
    """They render the snapshot and call methods; else each would have a truth of its own."""
    banned = {*PLATFORMS, "connection", "clock", "participation", "flows", "config_flow"}
    for name in PLATFORMS:
        found = {top(module) for dots, module in imports(SHELL / f"{name}.py") if dots == 1}
        assert not found & banned, name


@pytest.mark.parametrize("what", ONE_ROOM_ONLY)
def test_some_things_are_touched_in_one_room_only(what: str) -> None:
    """If Spark renames a member, one folder changes."""
    marks, home = ONE_ROOM_ONLY[what]
    for path in sources(SHELL):
        if home not in (path, *path.parents):
            assert not [mark for mark in marks if mark in path.read_text()], path


def test_the_local_spark_shares_nothing_with_the_integration() -> None:
    """With our own parser inside, one mistake would cancel itself out."""
    for path in sources(ROOT / "tests" / "fake_spark"):
        assert "custom_components" not in path.read_text(), path


def test_nothing_in_the_integration_knows_tests_or_demo() -> None:
    """What homeowners install holds no line that exists for us."""
    for path in sources(SHELL):
        assert not {"tests", "pytest"} & {top(module) for _, module in imports(path)}, path


def test_the_core_runs_where_home_assistant_cannot_be_imported(tmp_path: Path) -> None:
    """The rule above reads the source; this one runs it, away from platforms named as modules of Python are."""
    (tmp_path / "spark").symlink_to(CORE)
    rooms = ", ".join(f"spark.{room}" for room in ("client", "timeline", "policy", "reports", "unsent", "simulation"))
    blocked = f"import sys; sys.modules['homeassistant'] = None; import {rooms}"
    done = subprocess.run([sys.executable, "-c", blocked], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_rules_can_fail(tmp_path: Path) -> None:
    """A guard that sees nothing would pass for ever."""
    guilty = tmp_path / "guilty.py"
    guilty.write_text("def late():\n    from homeassistant import core\n    import os.path\n    from .. import other\n")
    assert set(imports(guilty)) == {
        (0, "homeassistant"),
        (0, "homeassistant.core"),
        (0, "os.path"),
        (2, ""),
        (2, "other"),
    }
