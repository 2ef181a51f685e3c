"""How often a device was started today is known after a restart, too."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.shell.conftest import TANK, Account, SetUp
from tests.shell.control.tank import FOLLOW, HOUR, NOON, SWITCH, follow, move_to


async def test_a_restart_gives_no_more_starts(
    hass: HomeAssistant,
    account: Account,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A relay that is made for so many starts a day would have as many after each restart."""
    rule: Any = {"starts_a_day": 1, "least_on_minutes": 0}
    account.entities = {TANK: {"control_entity_id": SWITCH, "following": rule}}
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    await follow(hass, "turn_off")
    assert calls == ["turn_on", "turn_off"]
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    await hass.services.async_call("switch", "turn_on", {"entity_id": FOLLOW}, blocking=True)
    await move_to(hass, freezer, NOON + HOUR + timedelta(seconds=1))
    assert "cannot be read" not in caplog.text
    assert calls == ["turn_on", "turn_off"]
