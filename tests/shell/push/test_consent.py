"""Whether Volue may contact this Home Assistant: asked once, with the consent of the account's first home."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from tests.fake_spark import FakeSpark
from tests.shell.conftest import LOCATION, TEXTS, Account, SetUp
from tests.shell.flows.pages import AREA_1, account as answers_about, answer, home, start, start_subentry, suggested

PUSH = "push"


def fields(flow: Any) -> dict[str, Any]:
    """Return what a page asks, in order, each with what is there before anybody answers."""
    return {str(key): key.default() for key in flow["data_schema"].schema if callable(key.default)}


async def finish(hass: HomeAssistant, flow: ConfigFlowResult) -> Any:
    """Let a flow that is done set its account up; return the entry."""
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)
    return flow["result"]


@pytest.fixture(params=["home", "take_over"])
async def page(
    request: pytest.FixtureRequest, hass: HomeAssistant, account: Account, fake_spark: FakeSpark
) -> ConfigFlowResult:
    """Walk to the page of the first home that asks for the consent: a new home, and one that Spark knows."""
    if request.param == "home":
        return await start(hass, answers_about(fake_spark))
    account.register()
    return await start(hass, answers_about(fake_spark), {"take_over": LOCATION})


def answers(page: ConfigFlowResult, **changes: bool) -> dict[str, Any]:
    """Return the answers of somebody who agrees."""
    return ({"consent": True} if page["step_id"] == "take_over" else AREA_1) | changes


async def test_it_is_ticked_and_stands_before_the_consent(page: ConfigFlowResult) -> None:
    """Whoever has nothing against it has nothing to do; what one agrees to is read before."""
    asked = fields(page)
    assert (asked[PUSH], asked["consent"]) == (True, False)
    assert list(asked)[-2:] == [PUSH, "consent"]


async def test_who_leaves_it_ticked_has_a_webhook_at_once(
    hass: HomeAssistant, fake_spark: FakeSpark, page: ConfigFlowResult, base_url: str
) -> None:
    """The first curve is told, not found."""
    entry = await finish(hass, await answer(hass, page, answers(page)))
    assert entry.options == {PUSH: True}
    [webhook] = fake_spark.webhooks.values()
    assert webhook.url.startswith(f"{base_url}/api/webhook/")


async def test_who_unticks_it_takes_part_and_volue_gets_no_address(
    hass: HomeAssistant, fake_spark: FakeSpark, page: ConfigFlowResult, base_url: str
) -> None:
    """Taking part must not depend on it."""
    entry = await finish(hass, await answer(hass, page, answers(page, push=False)))
    assert entry.options == {PUSH: False}
    assert not fake_spark.webhooks
    assert base_url not in str([seen.json for seen in fake_spark.requests])


async def test_a_page_that_comes_back_keeps_the_answer(
    hass: HomeAssistant, fake_spark: FakeSpark, page: ConfigFlowResult
) -> None:
    """A tick that returns by itself is no consent."""
    again = await answer(hass, page, answers(page, push=False, consent=False))
    assert (again["type"], suggested(again)[PUSH]) == (FlowResultType.FORM, False)
    entry = await finish(hass, await answer(hass, again, answers(page, push=suggested(again)[PUSH])))
    assert entry.options == {PUSH: False}


async def test_without_the_consent_nothing_is_registered_ticked_or_not(
    hass: HomeAssistant, fake_spark: FakeSpark, page: ConfigFlowResult
) -> None:
    """The tick is there by default: it cannot mean anything by itself."""
    again = await answer(hass, page, answers(page, consent=False))
    assert again["errors"] == {"base": "consent_required"}
    assert [seen.path for seen in fake_spark.requests if "/webhooks" in seen.path] == []
    assert hass.config_entries.async_entries("volue_spark") == []


async def test_one_more_home_is_not_asked_and_changes_nothing(
    hass: HomeAssistant, fake_spark: FakeSpark, account: Account, set_up: SetUp
) -> None:
    """It belongs to the account, and is changed in its options."""
    entry = await set_up()
    flow = await start_subentry(hass, entry, "home")
    assert PUSH not in fields(flow)
    await start_subentry(hass, entry, "home", home(place="area_1"))
    assert len(entry.get_subentries_of_type("home")) == 2
    assert entry.options == {PUSH: True}


@pytest.mark.parametrize("step", ["home", "take_over"])
def test_the_list_of_what_is_sent_names_the_address(step: str) -> None:
    """The page says that it lists all."""
    text = TEXTS["config"]["step"][step]
    assert "- the address of this Home Assistant" in text["description"]
    assert "Home Assistant Cloud" in text["data_description"][PUSH]
