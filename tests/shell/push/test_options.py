"""The account's options: whether Volue may contact this Home Assistant, how it stands, and a new secret."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.data_entry_flow import FlowResultType
import pytest

from tests.fake_spark import Fault
from tests.shell.conftest import TEXTS
from tests.shell.push.house import House

SPOT, FIELD = "sensor.spot", "spot_price_entity_id"
WORDS = TEXTS["common"]


async def page(house: House) -> Any:
    """Open the options."""
    return await house.account.hass.config_entries.options.async_init(house.entry.entry_id)


async def submit(house: House, flow: Any, **answers: Any) -> Any:
    """Submit them; return the page that follows, if one does."""
    done = await house.account.hass.config_entries.options.async_configure(flow["flow_id"], answers)
    await house.settle()
    return done


def offered(flow: Any) -> dict[str, Any]:
    """Return the fields with a default."""
    return {str(key): key.default() for key in flow["data_schema"].schema if callable(key.default)}


def stands(flow: Any) -> str:
    """Return how it stands, as the page says it."""
    said: str = flow["description_placeholders"]["state"]
    return said


async def test_it_says_how_it_stands_in_words(house: House) -> None:
    """A tick tells what is wished, not whether it works."""
    await house.begin()
    assert stands(await page(house)) == WORDS["push_waiting"] == "set up; none has arrived yet"
    await house.tell()
    assert stands(await page(house)) == WORDS["push_working"]
    await house.change_mind(is_allowed=False)
    assert stands(await page(house)) == WORDS["push_not_allowed"]
    await house.change_mind(is_allowed=True)
    await house.account.hass.config.async_update(external_url=None, internal_url="http://192.168.1.2:8123")
    await house.settle()
    await house.later(minutes=6)
    assert stands(await page(house)) == WORDS["push_no_address"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [(Fault(status=404), "push_not_offered"), (Fault(status=500), "push_failed")],
)
async def test_it_says_so_where_spark_is_the_reason(house: House, fault: Fault, words: str) -> None:
    """Nobody should look for a mistake of his own."""
    house.spark.fail("*", "/webhooks", fault, times=None)
    await house.begin()
    assert stands(await page(house)) == WORDS[words]


async def test_unticked_volue_loses_the_address_and_nothing_else_changes(house: House) -> None:
    """What was agreed to can be taken back, and costs no other setting."""
    house.account.hass.states.async_set(SPOT, "1.23", {"unit_of_measurement": "NOK/kWh"})
    await house.begin()
    running = house.push
    flow = await page(house)
    assert offered(flow) == {"push": True, "new_secret": False}
    await submit(house, flow, **{FIELD: SPOT, "push": False})
    assert house.entry.options == {FIELD: SPOT, "push": False}
    assert (house.spark.webhooks, house.push) == ({}, running)
    flow = await page(house)
    assert offered(flow) == {"push": False}
    await submit(house, flow, **{FIELD: SPOT, "push": True})
    assert house.entry.options == {FIELD: SPOT, "push": True}
    assert house.webhook.enabled


async def test_what_is_not_answered_stays(house: House) -> None:
    """A program that sets the spot price knows nothing of push."""
    await house.begin()
    await submit(house, await page(house))
    assert house.entry.options == {"push": True}


async def test_a_new_secret_is_used_at_once_and_is_no_setting(house: House) -> None:
    """Whoever saw the old one can sign with it until then."""
    await house.begin()
    old = house.webhook.secret
    done = await submit(house, await page(house), push=True, new_secret=True)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert house.entry.options == {"push": True}
    assert house.webhook.secret != old
    assert await house.tell() == [200]


async def test_a_secret_stays_where_nobody_wants_another(house: House) -> None:
    """Other options are no reason."""
    await house.begin()
    old = house.webhook.secret
    await submit(house, await page(house), push=True, new_secret=False)
    assert house.webhook.secret == old


async def test_who_takes_the_consent_back_needs_no_new_secret(house: House) -> None:
    """It would be told to Spark in order to be deleted there."""
    await house.begin()
    flow = await page(house)
    house.asked()
    await submit(house, flow, push=False, new_secret=True)
    assert house.sent() == []
    assert house.spark.webhooks == {}


async def test_what_goes_wrong_with_a_new_secret_is_said_and_can_be_tried_again(house: House) -> None:
    """Taken without a word, the old one would go on."""
    await house.begin()
    old = house.webhook.secret
    house.spark.fail("*", "/webhooks", Fault(status=500))
    flow = await submit(house, await page(house), push=True, new_secret=True)
    assert flow["errors"] == {"base": "spark_down"}
    assert (await submit(house, flow, push=True, new_secret=True))["type"] is FlowResultType.CREATE_ENTRY
    assert house.webhook.secret != old
    assert await house.tell() == [200]


async def test_a_spot_price_that_is_declined_makes_no_new_secret(house: House) -> None:
    """The page is taken as a whole, or not at all."""
    await house.begin()
    old = house.webhook.secret
    flow = await submit(house, await page(house), **{FIELD: SPOT, "push": True, "new_secret": True})
    assert flow["errors"] == {FIELD: "spot_price_missing"}
    assert house.webhook.secret == old


async def test_an_account_that_does_not_run_can_be_told_all_the_same(house: House) -> None:
    """Its consent is the person's, whatever Spark does."""
    house.spark.fail("GET", "events", Fault(status=503), times=None)
    await house.begin()
    assert house.entry.state is ConfigEntryState.SETUP_RETRY
    flow = await page(house)
    assert (stands(flow), offered(flow)) == (WORDS["push_not_running"], {"push": True})
    await submit(house, flow, push=False)
    assert house.entry.options == {"push": False}
