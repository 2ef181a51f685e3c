"""Volue Spark in Home Assistant: build the parts, start them, stop them."""

from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryError, ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util

from .alive import alive
from .clock import Clock
from .connection import spark_client
from .const import DOMAIN
from .control.controls import Controls, release_expired
from .control.memories import Memories
from .control.returning import bring_back, stay
from .coordinator import SparkCoordinator
from .data import SparkConfigEntry, SparkData
from .entity import home_device_info
from .event_store import EventStore
from .homes import present
from .moments.announcer import announcer
from .moments.memory import MomentMemory
from .owned import account_of, owned
from .problems.issues import forget
from .problems.reports_lost import say_lost
from .problems.watch import Problems
from .push.leaving import leave_push
from .push.memory import PushStore
from .push.push import Push
from .registration import Registrar
from .removal import is_back, leave_all_at_spark
from .renames import follow_renames
from .reporting.books import Books
from .reporting.chronicle import Chronicle
from .reporting.earnings_store import EarningsStore
from .reporting.hourly import HourlySums
from .reporting.ledger import ReportLedger
from .reporting.reporter import Reporter
from .services import register_services
from .spark.polling import share_of
from .upkeep import Upkeep
from .ways import Ways

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CALENDAR,
    Platform.EVENT,
    Platform.SENSOR,
    Platform.SWITCH,
]
CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Start what serves all accounts, loaded or not."""
    await alive(hass)
    follow_renames(hass)
    register_services(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: SparkConfigEntry) -> bool:
    """Start one account: the poll, the homes, the entities, the clock, control, reports and upkeep."""
    subentries_changed = reload_on_new_subentries(entry)
    await stay(hass, entry.entry_id)
    memories = Memories(hass, entry.entry_id)
    await memories.load()
    registrar = Registrar(spark_client(hass, entry.data), await owned(hass), account_of(entry))
    coordinator = SparkCoordinator(hass, entry, registrar)
    is_restored = await coordinator.restore()
    push = Push(hass, coordinator, await PushStore(hass, entry.entry_id).load())
    # Before Spark is asked: what it makes from now on is told.
    entry.async_on_unload(push.listen())
    if not is_restored:
        await first_refresh(hass, coordinator, memories)
    entry.runtime_data = await build(hass, coordinator, registrar, memories, push)
    moments = await announcer(hass, coordinator)
    register_homes(hass, entry)
    if coordinator.homes:
        is_back(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_on_unload(Clock(hass, coordinator).start())
    entry.async_on_unload(entry.add_update_listener(subentries_changed))
    start(entry.runtime_data)
    entry.async_on_unload(entry.runtime_data.ways.stop)
    entry.async_on_unload(Problems(hass, coordinator, entry.runtime_data.reporter).start())
    entry.async_on_unload(moments.start())
    if is_restored:
        entry.async_create_background_task(hass, coordinator.async_refresh(), f"{DOMAIN} first refresh")
    # What was added or removed in the meantime was read otherwise above.
    await subentries_changed(hass, entry)
    return True


def start(data: SparkData) -> None:
    """Start what works in the background: control, reports, upkeep and push."""
    data.controls.start()
    # They listen to what the reporter does.
    data.hourly.start()
    data.chronicle.start()
    data.reporter.start()
    data.upkeep.start()
    data.push.start()


async def first_refresh(hass: HomeAssistant, coordinator: SparkCoordinator, memories: Memories) -> None:
    """Ask Spark where no curve is on disk; raises what a set-up may raise."""
    try:
        await coordinator.async_config_entry_first_refresh()
    except ConfigEntryError, ConfigEntryNotReady, ConfigEntryAuthFailed:
        # Nobody knows the curve now, but what was taken for hours that are over can go back.
        await release_expired(hass, coordinator.config_entry.entry_id, memories, dt_util.utcnow())
        raise


async def build(
    hass: HomeAssistant, coordinator: SparkCoordinator, registrar: Registrar, memories: Memories, push: Push
) -> SparkData:
    """Make the parts that need what is on disk."""
    marks, now = await alive(hass), dt_util.utcnow()
    ledger = ReportLedger(hass, coordinator.config_entry.entry_id)
    entry = coordinator.config_entry
    await ledger.load(now, marks.runs(now), entry.created_at, share_of(entry.entry_id))
    if ledger.is_damaged:
        say_lost(hass, coordinator.config_entry)
    reporter = Reporter(hass, coordinator, ledger, registrar, marks)
    await reporter.earnings.load()
    books = Books(coordinator, ledger)
    controls = Controls(hass, coordinator, memories)
    return SparkData(
        coordinator,
        controls,
        reporter,
        Upkeep(hass, coordinator, registrar, reporter),
        books,
        HourlySums(hass, coordinator, ledger, books),
        Chronicle(hass, coordinator, ledger, books, reporter.earnings),
        push,
        Ways(coordinator, push, controls.by_key),
    )


async def async_unload_entry(hass: HomeAssistant, entry: SparkConfigEntry) -> bool:
    """Stop; devices stay as they are, except when the account is disabled."""
    if not await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        return False
    await entry.runtime_data.push.stop()
    await entry.runtime_data.upkeep.stop()
    await entry.runtime_data.reporter.stop()
    await entry.runtime_data.chronicle.stop()
    await entry.runtime_data.hourly.stop()
    await entry.runtime_data.controls.stop(giving_back=entry.disabled_by is not None)
    return True


async def async_remove_entry(hass: HomeAssistant, entry: SparkConfigEntry) -> None:
    """Give back what is still held, delete what was on disk, and say what stays at Spark."""
    forget(hass, entry.entry_id)
    await stay(hass, entry.entry_id)
    memories = Memories(hass, entry.entry_id)
    await memories.load()
    await bring_back(hass, entry.entry_id, memories, list(memories.holds), is_last=True)
    await leave_push(hass, entry)
    await ReportLedger(hass, entry.entry_id).remove()
    await EarningsStore(hass, entry.entry_id).remove()
    await EventStore(hass, entry.entry_id).remove()
    await MomentMemory(hass, entry.entry_id).remove()
    await leave_all_at_spark(hass, entry)
    if not hass.config_entries.async_entries(DOMAIN):
        await (await alive(hass)).forget()


def register_homes(hass: HomeAssistant, entry: SparkConfigEntry) -> None:
    """Make the homes' devices first, so that the others can be reached by way of them."""
    registry = dr.async_get(hass)
    for home in present(entry, entry.runtime_data.coordinator.homes.values()):
        registry.async_get_or_create(
            config_entry_id=entry.entry_id, config_subentry_id=home.subentry_id, **home_device_info(home)
        )


def reload_on_new_subentries(
    entry: ConfigEntry[Any],
) -> Callable[[HomeAssistant, ConfigEntry[Any]], Coroutine[Any, Any, None]]:
    """Return a listener that reloads when homes or devices changed, once and only then.

    A changed secret or title reaches it too; who changes a secret reloads by himself.
    Several subentries can change in one go, and so can the account: the reload
    waits until whoever changes them is done, and reads them all.
    """

    def subentries() -> dict[str, tuple[str, dict[str, Any]]]:
        return {key: (subentry.title, dict(subentry.data)) for key, subentry in entry.subentries.items()}

    known = subentries()
    is_scheduled = False

    async def changed(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        nonlocal is_scheduled
        if known != subentries() and not is_scheduled:
            is_scheduled = True
            soon = hass.loop.call_soon(hass.config_entries.async_schedule_reload, entry.entry_id)
            entry.async_on_unload(soon.cancel)

    return changed
