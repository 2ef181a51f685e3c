"""What a webhook is made of is a way into the house: it is in no log, on no page and in no file that is handed out."""

import json
import logging

from homeassistant.core import HomeAssistant
import pytest

from custom_components.volue_spark import diagnostics
from tests.fake_spark import Fault, Mischief
from tests.shell.push.house import House

LOGGERS = (
    "custom_components.volue_spark",
    "homeassistant.components.webhook",
    "homeassistant.helpers.update_coordinator",
)


def ways_in(house: House) -> set[str]:
    """Return what nobody may read: our address, its secret part, the secrets, and the webhook's id at Spark."""
    memory, webhook = house.push.keeper.memory, house.webhook
    known = {memory.hook_id, memory.secret, memory.former_secret, webhook.url, webhook.webhook_id, webhook.secret}
    return {name for name in known if name}


async def eventful_days(house: House) -> set[str]:
    """Let everything go wrong that speaks about the webhook; return all that was ever a way in."""
    await house.begin()
    found = ways_in(house)
    await house.tell()
    house.spark.meddle(Mischief(signature="wrong", copies=2))
    await house.tell()
    house.spark.behave()
    await house.push.renew_secret()
    found |= ways_in(house)
    quoted = json.dumps({"detail": f"no such thing as {' or '.join(sorted(found))}"})
    house.spark.fail("*", "/webhooks", Fault(status=400, body=quoted), times=None)
    house.webhook.status = "Unhealthy"
    await house.later(hours=27)
    house.spark.clear_faults()
    await house.later(hours=27)
    await house.later(hours=27)
    await house.account.hass.config.async_update(external_url=None)
    await house.later(minutes=10)
    return found


async def test_it_is_in_no_log_no_state_and_no_diagnostics(
    hass: HomeAssistant, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """A log or a diagnostics file is what people post into a forum."""
    for name in LOGGERS:
        caplog.set_level(logging.INFO, name)
    caplog.set_level(logging.DEBUG, "custom_components.volue_spark")
    found = await eventful_days(house)
    assert len(found) == 5
    told = await diagnostics.async_get_config_entry_diagnostics(hass, house.entry)
    pages = [
        json.dumps(told, default=str),
        *(json.dumps(state.as_dict(), default=str) for state in hass.states.async_all()),
    ]
    logged = [record.getMessage() for record in caplog.records if record.name.startswith(LOGGERS)]
    assert "cannot be looked after" in "".join(logged)
    assert [(name, text) for name in found for text in [*pages, *logged] if name in text] == []
    await hass.config_entries.async_remove(house.entry.entry_id)
    assert not any(
        name in record.getMessage() for name in found for record in caplog.records if record.name.startswith(LOGGERS)
    )
