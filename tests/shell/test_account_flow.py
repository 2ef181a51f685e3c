"""Setting up an account and its first home, through Home Assistant's own flow manager."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.volue_spark import connection
from custom_components.volue_spark.const import DOMAIN
from custom_components.volue_spark.spark.environment import Environment
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import SetUp

METER_POINT = "707057500000000000"


def account(environment: str = "other", **changes: str) -> dict[str, str]:
    """Return the first page's answers."""
    return {"environment": environment, "client_id": "demo-client", "client_secret": "demo-secret"} | changes


def addresses(spark: FakeSpark) -> dict[str, str]:
    """Return the second page's answers."""
    return {"api_url": spark.api_url, "token_url": spark.token_url}


async def answer(hass: HomeAssistant, flow: ConfigFlowResult, answers: dict[str, Any]) -> ConfigFlowResult:
    """Submit one page."""
    return await hass.config_entries.flow.async_configure(flow["flow_id"], answers)


async def start(hass: HomeAssistant, *pages: dict[str, Any]) -> ConfigFlowResult:
    """Begin a flow and submit pages."""
    flow = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    for answers in pages:
        flow = await answer(hass, flow, answers)
    return flow


async def test_a_home_is_set_up_from_credentials_to_entry(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """The way that every homeowner goes once."""
    flow = await start(hass, account(client_id=" demo-client "), addresses(fake_spark))
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "home")
    flow = await answer(hass, flow, {"meter_point_ids": [" 707057500000 000000 ", METER_POINT, ""], "place": "area_2"})
    assert flow["step_id"] == "consent"
    assert flow["description_placeholders"] == {
        "meter_points": METER_POINT,
        "coordinates": "78.21661621129984, 15.63509153386616",
    }
    assert not fake_spark.users
    result = await answer(hass, flow, {"consent": True})
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    assert entry.data == {**account(), **addresses(fake_spark)}
    [home] = entry.subentries.values()
    [location] = fake_spark.locations.values()
    assert (home.subentry_type, home.title, home.unique_id) == ("home", "test home", location.location_id)
    assert location.meter_point_ids == (METER_POINT,)
    assert list(fake_spark.users) == [location.user_id] == [home.data["user_id"]]
    assert location.coordinates
    assert location.coordinates.latitude == pytest.approx(78.2166)


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
    result = await start(
        hass, account(environment), {"meter_point_ids": [METER_POINT], "place": "none"}, {"consent": True}
    )
    await hass.async_block_till_done()
    assert (result["title"], result["result"].unique_id) == (title, unique_id)
    [location] = fake_spark.locations.values()
    assert location.coordinates is None
    assert bool(hass.states.async_entity_ids("button")) is (environment == "sandbox")


async def test_test_areas_are_offered_only_where_they_exist(
    hass: HomeAssistant, fake_spark: FakeSpark, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In production nobody lives there."""
    here = Environment(fake_spark.api_url, fake_spark.token_url)
    monkeypatch.setattr(connection, "_PUBLIC", {"production": here})
    flow = await start(hass, account("production"))
    assert flow["data_schema"]
    assert flow["data_schema"].schema["place"].config["options"] == ["none", "home"]


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
    flow = await start(hass, account(), addresses(fake_spark))
    assert (flow["step_id"], flow["errors"]) == ("address", {"base": error})
    assert (await answer(hass, flow, addresses(fake_spark)))["step_id"] == "home"


async def test_a_wrong_secret_is_said_to_be_wrong(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """It is corrected on the first page, or in the portal."""
    flow = await start(hass, account(client_secret="wrong"), addresses(fake_spark))
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": "invalid_auth"})
    flow = await answer(hass, flow, account())
    assert flow["step_id"] == "address"
    assert flow["data_schema"]
    suggested = {str(key): (key.description or {}).get("suggested_value") for key in flow["data_schema"].schema}
    assert suggested == addresses(fake_spark)
    assert (await answer(hass, flow, addresses(fake_spark)))["step_id"] == "home"


async def test_missing_access_is_not_called_a_wrong_secret(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """An approval is asked of Volue; entering the secret again would never help."""
    fake_spark.refuse_access()
    flow = await start(hass, account(), addresses(fake_spark))
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
    flow = await start(hass, account(), {"api_url": fake_spark.api_url, "token_url": url})
    assert (flow["step_id"], flow["errors"]) == ("address", {"base": error})
    assert not fake_spark.requests


async def test_something_else_at_the_address_is_not_spark(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """A typing error in the path must not look like a wrong secret."""
    flow = await start(
        hass, account(), {"api_url": fake_spark.api_url + "/elsewhere", "token_url": fake_spark.token_url}
    )
    assert flow["errors"] == {"base": "not_spark"}


async def test_the_secret_is_not_shown_again(
    hass: HomeAssistant, socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form that comes back with an error is often photographed."""
    nowhere = Environment("http://127.0.0.1:1", "http://127.0.0.1:1")
    monkeypatch.setattr(connection, "_PUBLIC", {"sandbox": nowhere})
    flow = await start(hass, account("sandbox"))
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": "cannot_connect"})
    assert flow["data_schema"]
    suggested = {str(key): (key.description or {}).get("suggested_value") for key in flow["data_schema"].schema}
    assert suggested == {"environment": "sandbox", "client_id": "demo-client", "client_secret": None}


async def test_a_home_without_meter_point_and_place_is_refused(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """Spark could not find its part of the grid."""
    flow = await start(hass, account(), addresses(fake_spark), {"meter_point_ids": [" "], "place": "none"})
    assert (flow["step_id"], flow["errors"]) == ("home", {"base": "meter_point_or_place"})
    flow = await answer(hass, flow, {"place": "home"})
    assert flow["step_id"] == "consent"
    assert flow["description_placeholders"] == {"meter_points": "-", "coordinates": "32.87336, -117.22743"}


async def test_nothing_is_registered_without_consent(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """Coordinates and meter points are personal data."""
    flow = await start(hass, account(), addresses(fake_spark), {"place": "area_1"}, {"consent": False})
    assert (flow["step_id"], flow["errors"]) == ("consent", {"base": "consent_required"})
    assert not [seen for seen in fake_spark.requests if seen.method == "POST" and "token" not in seen.path]
    assert (await answer(hass, flow, {"consent": True}))["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


@pytest.mark.parametrize("path", ["users$", "locations$"])
@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_registration_that_broke_off_is_continued(
    hass: HomeAssistant, fake_spark: FakeSpark, path: str, drop: Any
) -> None:
    """Submitted again, the form must not register a second home, whichever answer was lost."""
    fake_spark.fail("POST", path, Fault(drop=drop))
    flow = await start(hass, account(), addresses(fake_spark), {"place": "area_1"}, {"consent": True})
    assert (flow["step_id"], flow["errors"]) == ("consent", {"base": "cannot_connect"})
    result = await answer(hass, flow, {"consent": True})
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert (len(fake_spark.users), len(fake_spark.locations)) == (1, 1)


async def test_what_spark_declines_is_quoted(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """Only Spark knows what is wrong with a meter point."""
    fake_spark.fail("POST", "locations$", Fault(status=400, body='"meter point is taken"'))
    flow = await start(hass, account(), addresses(fake_spark), {"place": "area_1"}, {"consent": True})
    assert flow["errors"] == {"base": "declined"}
    assert flow["description_placeholders"]
    assert flow["description_placeholders"]["reason"] == "meter point is taken"


async def test_an_account_is_set_up_once(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """Two entries would report the same kWh twice."""
    await start(hass, account(), addresses(fake_spark), {"place": "area_1"}, {"consent": True})
    await hass.async_block_till_done()
    flow = await start(hass, account(), addresses(fake_spark))
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_two_flows_at_once_for_one_account_become_one(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """Two browser tabs are enough to try it."""
    first = await start(hass, account(), addresses(fake_spark))
    second = await start(hass, account(), addresses(fake_spark))
    assert first["step_id"] == "home"
    assert (second["type"], second["reason"]) == (FlowResultType.ABORT, "already_in_progress")


@pytest.mark.parametrize("was_loaded", [True, False], ids=["loaded", "failed to load"])
@pytest.mark.parametrize("secret", ["demo-secret", "new-secret"], ids=["the same secret", "a new secret"])
async def test_a_new_secret_is_tried_saved_and_loaded_once(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    was_loaded: bool,
    secret: str,
) -> None:
    """An entry that stays broken after the right secret is the classic complaint."""
    if not was_loaded:
        fake_spark.fail("POST", "token", Fault(status=400), times=1)
    entry = await set_up()
    assert entry.state is (ConfigEntryState.LOADED if was_loaded else ConfigEntryState.SETUP_ERROR)
    entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    [flow] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["step_id"] == "reauth_confirm"
    wrong = await hass.config_entries.flow.async_configure(flow["flow_id"], {"client_secret": "wrong"})
    assert wrong["errors"] == {"base": "invalid_auth"}
    fake_spark.change_secret(secret)
    states: list[ConfigEntryState] = []
    entry.async_on_state_change(lambda: states.append(entry.state))
    done = await hass.config_entries.flow.async_configure(flow["flow_id"], {"client_secret": secret})
    await hass.async_block_till_done()
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    assert entry.state is ConfigEntryState.LOADED
    assert entry.data["client_secret"] == secret
    assert states.count(ConfigEntryState.LOADED) == 1
