"""Files that are JSON and no file of Home Assistant's: real ones, for only those fail as they do in a house."""

import json
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, LOCATION, Account
from tests.shell.hours import DAY, HOUR

DELTA = "sensor.charger_price_delta"


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Let Home Assistant read real files: the pretended ones always have the form of a file of its own."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give Home Assistant a folder of this test's own."""
    return str(tmp_path)


def written(hass: HomeAssistant, name: str, content: object) -> Path:
    """Put something into a file of Home Assistant's store; return where it is."""
    path = Path(hass.config.path(".storage", name))
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize("name", ["events", "moments", "earnings"])
@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        "text",
        {"x": 1},
        {"version": 0, "data": {"x": 1}},
        {"version": 2, "data": {"x": 1}},
        {"version": 1, "minor_version": 1, "data": [1]},
    ],
    ids=str,
)
async def test_a_file_that_is_none_of_ours_stops_no_start(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    name: str,
    content: object,
) -> None:
    """An account that never starts again costs all paid hours; the file costs one request, or a moment told twice."""
    freezer.move_to(DAY)
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(DAY, -0.35)], resolution=HOUR)
    account.register()
    entry = account.entry()
    path = written(hass, f"volue_spark.{entry.entry_id}.{name}", content)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    state = hass.states.get(DELTA)
    assert state
    assert state.state == "-0.35"
    ours = [record for record in caplog.records if record.name.startswith("custom_components.volue_spark")]
    assert len([record for record in ours if record.levelname == "WARNING" and "cannot be read" in record.message]) == 1
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert path not in path.parent.glob("*")
