"""Whatever happens, nothing that says whose home it is, or opens a door, can be read anywhere."""

from contextlib import suppress

from homeassistant.config_entries import ConfigEntryState
from homeassistant.exceptions import HomeAssistantError

from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import Fault
from tests.shell.privacy.life import CLIENT_ID, LATITUDE, LONGITUDE, METER_POINT, NEW_SECRET, SECRET, Life


def quoting(life: Life) -> str:
    """Return a refusal that names everything that Spark knows about the home."""
    known = [*life.spark.users, METER_POINT, LATITUDE, LONGITUDE, CLIENT_ID, SECRET, *life.tokens]
    return f'"refused: {" ".join(map(str, known))}"'


def faults(life: Life) -> list[Fault]:
    """Return every way in which a request can fail."""
    statuses = (400, 401, 403, 404, 409, 429, 500)
    return [
        *(Fault(status=status, body=quoting(life)) for status in statuses),
        Fault(status=200, body="{"),
        Fault(status=200, body=quoting(life)),
        Fault(drop="before"),
        Fault(drop="after"),
    ]


async def press(life: Life) -> None:
    """Ask for a test event, whatever comes of it."""
    button = next(iter(life.hass.states.async_entity_ids("button")))
    with suppress(HomeAssistantError):
        await life.hass.services.async_call("button", "press", {"entity_id": button}, blocking=True)


async def live(life: Life) -> None:
    """Set up, use, fail in every way, sign in again, report, unload and remove."""
    await life.create(
        push=False,
        first_consent=lambda: life.spark.fail("POST", "users", Fault(status=400, body=quoting(life)), times=None),
    )
    life.spark.fail("POST", "resources$", Fault(status=400, body=quoting(life)))
    await life.add_tank()
    await life.add_tank()
    await press(life)
    await life.look()
    await life.measure(9, 2, 1)
    life.publish(9)
    await life.pass_time()
    assert len(life.spark.reports) == 1
    for fault in faults(life):
        life.spark.fail("*", "/v1/", fault, times=None)
        await life.pass_time()
        await press(life)
        await life.look()
        life.spark.clear_faults()
        await life.pass_time()
    life.spark.fail("POST", "/reports$", Fault(status=400, body=quoting(life)))
    life.publish(10)
    await life.pass_time()
    await life.look()
    await restart_in_every_trouble(life)
    await sign_in_again(life)
    await life.look()
    await life.hass.config_entries.async_unload(life.entry.entry_id)
    await life.look()
    await life.hass.config_entries.async_remove(life.entry.entry_id)
    await life.settle()
    await life.look()


async def restart_in_every_trouble(life: Life) -> None:
    """Begin anew while every request fails."""
    for fault in faults(life):
        life.spark.fail("*", "/v1/", fault, times=None)
        await life.hass.config_entries.async_reload(life.entry.entry_id)
        await life.settle()
        await life.look()
        life.spark.clear_faults()


async def sign_in_again(life: Life) -> None:
    """Have the secret changed, fail once, and enter the new one."""
    life.spark.change_secret(NEW_SECRET)
    life.spark.revoke_tokens()
    await life.hass.config_entries.async_reload(life.entry.entry_id)
    await life.settle()
    [flow] = life.hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    for secret in (SECRET, NEW_SECRET):
        await life.hass.config_entries.flow.async_configure(flow["flow_id"], {"client_secret": secret})
    await life.settle()
    assert life.entry.state is ConfigEntryState.LOADED


async def test_a_whole_life_leaves_no_secret_in_the_log_and_nowhere_else(life: Life) -> None:
    """Logs, diagnostics and screenshots are pasted into the open by people who trust us."""
    await live(life)
    [user_id] = life.spark.users
    secrets = {CLIENT_ID, SECRET, NEW_SECRET, METER_POINT, str(LATITUDE), str(LONGITUDE), user_id, *life.tokens}
    assert len(life.tokens) > 1
    logged, visible = life.logged(), life.visible()
    # Silence would prove nothing: the errors were logged with all that led to them, down to the last level.
    assert "Traceback" in logged
    assert "Finished fetching volue_spark data" in logged
    assert "[meter point]" in logged
    assert {secret for secret in secrets if secret in logged} == set()
    assert {secret for secret in secrets if secret in visible} == set()
