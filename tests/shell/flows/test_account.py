"""The account: credentials tried, explained, renewed."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
import voluptuous as vol

from custom_components.volue_spark import connection
from custom_components.volue_spark.const import DOMAIN
from custom_components.volue_spark.spark.environment import Environment
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import SetUp
from tests.shell.flows.pages import AREA_1, ELIGIBLE, account, answer, home, reconfigure, start, suggested


def shown(flow: Any) -> dict[str, Any]:
    """Return what the account's form shows, the section's fields included.

    The frontend looks into a section only where that has no default of its own.
    """
    schema = flow["data_schema"].schema
    [(key, section)] = [(key, value) for key, value in schema.items() if key == "developers"]
    assert key.default is vol.UNDEFINED
    return suggested(flow) | suggested({"data_schema": section.schema})


@pytest.mark.parametrize(
    ("environment", "title", "unique_id"),
    [
        ("sandbox", "Volue Spark (sandbox)", "sandbox_demo-client"),
        ("production", "Volue Spark", "production_demo-client"),
    ],
)
async def test_the_public_environments_need_no_address(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    monkeypatch: pytest.MonkeyPatch,
    environment: str,
    title: str,
    unique_id: str,
) -> None:
    """Only where Volue's servers are is exchanged; all else is the real flow."""
    here = Environment(fake_spark.api_url, fake_spark.token_url)
    monkeypatch.setattr(connection, "_PUBLIC", {environment: here})
    flow = await start(hass, account(environment=environment), home(ELIGIBLE))
    assert flow["errors"] == {"meter_point_ids": "doubt_check_digit"}
    result = await answer(hass, flow, home(ELIGIBLE))
    await hass.async_block_till_done()
    assert (result["title"], result["result"].unique_id) == (title, unique_id)
    [location] = fake_spark.locations.values()
    assert location.coordinates is None
    assert bool(hass.states.async_entity_ids("button")) is (environment == "sandbox")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(status=500), "spark_down"),
        (Fault(status=429), "rate_limited"),
        (Fault(drop=True), "cannot_connect"),
        (Fault(status=200, body="<html>"), "not_spark"),
        (Fault(status=404), "not_spark"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_login_that_fails_is_explained_and_can_be_tried_again(
    hass: HomeAssistant, fake_spark: FakeSpark, fault: Fault, error: str
) -> None:
    """Each cause has another remedy, and nobody should have to start over."""
    fake_spark.fail("POST", "token", fault)
    flow = await start(hass, account(fake_spark))
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": error})
    assert (await answer(hass, flow, account(fake_spark)))["step_id"] == "home"


async def test_a_wrong_secret_is_said_to_be_wrong_and_not_shown_again(
    hass: HomeAssistant, fake_spark: FakeSpark
) -> None:
    """A form that comes back with an error is often photographed."""
    flow = await start(hass, account(fake_spark, client_secret="wrong"))
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": "invalid_auth"})
    addresses = {"api_url": fake_spark.api_url, "token_url": fake_spark.token_url}
    assert shown(flow) == {"environment": "sandbox", "client_id": "demo-client", **addresses}
    assert (await answer(hass, flow, account(fake_spark)))["step_id"] == "home"


async def test_missing_access_is_not_called_a_wrong_secret(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """An approval is asked of Volue; entering the secret again would never help."""
    fake_spark.refuse_access()
    flow = await start(hass, account(fake_spark))
    assert flow["errors"] == {"base": "no_access"}


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://example.com/v1", "insecure_address"),
        ("example.com", "invalid_address"),
        ("http://127.0.0.1:1/v1", "cannot_connect"),
    ],
)
async def test_an_address_that_is_unfit_is_explained(
    hass: HomeAssistant, fake_spark: FakeSpark, url: str, error: str
) -> None:
    """The secret must not leave the house in the clear, not even to be tried."""
    answers = account(fake_spark)
    answers["developers"]["token_url"] = url
    flow = await start(hass, answers)
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": error})
    assert not fake_spark.requests


async def test_something_else_at_the_address_is_not_spark(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """A typing error in the path must not look like a wrong secret."""
    answers = account(fake_spark)
    answers["developers"]["api_url"] += "/elsewhere"
    flow = await start(hass, answers)
    assert flow["errors"] == {"base": "not_spark"}


async def test_another_spark_may_use_volues_login(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tester of Volue's has another API address and nothing else."""
    asked: list[Environment] = []

    def refuse(_: object, environment: Environment, *__: object) -> None:
        asked.append(environment)
        raise RuntimeError

    monkeypatch.setattr(connection, "SparkClient", refuse)
    answers = account() | {"developers": {"api_url": "https://127.0.0.1/v1"}}
    with pytest.raises(RuntimeError):
        await start(hass, answers)
    assert asked == [Environment("https://127.0.0.1/v1")]


async def test_an_account_is_set_up_once(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """Two entries would report the same kWh twice."""
    await start(hass, account(fake_spark), AREA_1)
    await hass.async_block_till_done()
    flow = await start(hass, account(fake_spark))
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_two_flows_at_once_for_one_account_become_one(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """Two browser tabs are enough to try it."""
    first = await start(hass, account(fake_spark))
    second = await start(hass, account(fake_spark))
    assert first["step_id"] == "home"
    assert (second["type"], second["reason"]) == (FlowResultType.ABORT, "already_in_progress")


@pytest.mark.parametrize("was_loaded", [True, False], ids=["loaded", "failed to load"])
@pytest.mark.parametrize("secret", ["demo-secret", "new-secret"], ids=["the same secret", "a new secret"])
@pytest.mark.parametrize("source", ["reauth", "reconfigure"])
async def test_a_new_secret_is_tried_saved_and_loaded_once(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, was_loaded: bool, secret: str, source: str
) -> None:
    """An entry that stays broken after the right secret is the classic complaint."""
    if not was_loaded:
        fake_spark.fail("POST", "token", Fault(status=400), times=1)
    entry = await set_up()
    assert entry.state is (ConfigEntryState.LOADED if was_loaded else ConfigEntryState.SETUP_ERROR)
    if source == "reauth":
        entry.async_start_reauth(hass)
        await hass.async_block_till_done()
        [flow] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        answers = {"client_secret": secret}
    else:
        flow = await reconfigure(hass, entry)
        answers = account(fake_spark, client_secret=secret)
    wrong = await answer(hass, flow, answers | {"client_secret": "wrong"})
    assert wrong["errors"] == {"base": "invalid_auth"}
    fake_spark.change_secret(secret)
    states: list[ConfigEntryState] = []
    entry.async_on_state_change(lambda: states.append(entry.state))
    done = await answer(hass, flow, answers)
    await hass.async_block_till_done()
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, f"{source}_successful")
    assert entry.state is ConfigEntryState.LOADED
    assert entry.data["client_secret"] == secret
    assert states.count(ConfigEntryState.LOADED) == 1


async def test_reconfiguring_shows_the_account_without_its_secret(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Whoever changes one thing should not have to look up the others."""
    flow = await reconfigure(hass, await set_up())
    addresses = {"api_url": fake_spark.api_url, "token_url": fake_spark.token_url}
    assert flow["step_id"] == "reconfigure"
    assert shown(flow) == {"environment": "sandbox", "client_id": "demo-client", **addresses}
