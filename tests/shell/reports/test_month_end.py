"""The last day of a month: reported on the 1st, until the end of the 2nd, as the price area counts its days."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.volue_spark.spark.models import EventId
from tests.fake_spark import FakeSpark
from tests.shell.conftest import LOCATION, TANK, Account, SetUp
from tests.shell.hours import DAY, HOUR, METER, MINUTE, at, counted, loaded, ran, settle

OSLO, HELSINKI = ZoneInfo("Europe/Oslo"), ZoneInfo("Europe/Helsinki")
PLACES = [
    ("NO1", OSLO, "Europe/Oslo"),
    ("FI", HELSINKI, "Europe/Helsinki"),
    ("FI", HELSINKI, "Europe/Oslo"),
    ("NO1", OSLO, "Europe/Helsinki"),
    ("NO1", OSLO, "America/Los_Angeles"),
    ("FI", HELSINKI, "Asia/Tokyo"),
]
everywhere = pytest.mark.parametrize(("area", "zone", "own_zone"), PLACES)


@dataclass
class Month:
    """A home in which June has an event until its last minute."""

    hass: HomeAssistant
    spark: FakeSpark
    freezer: FrozenDateTimeFactory
    entry: MockConfigEntry
    event_id: str
    zone: ZoneInfo
    settled: list[str]

    def local(self, day: int, hour: int, minute: int = 0) -> datetime:
        """Return an instant of July where the price area is."""
        return datetime(2030, 7, day, hour, minute, tzinfo=self.zone).astimezone(UTC)

    async def until(self, end: datetime) -> None:
        """Let time pass."""
        now = datetime.now(UTC)
        while now < end:
            now = min(now + 2 * HOUR, end)
            self.freezer.move_to(now)
            async_fire_time_changed(self.hass)
            await settle(self.hass)

    @property
    def settlement(self) -> str:
        """What the ledger says of the event."""
        return str(self.entry.runtime_data.reporter.ledger.entries[EventId(self.event_id)].settlement)

    @property
    def sent(self) -> list[datetime]:
        """When Spark took reports, on the clocks of the price area."""
        return [report.created_at.astimezone(self.zone) for report in self.spark.reports]


type Begin = Callable[[str, ZoneInfo, str], Awaitable[Month]]


@pytest.fixture
def begin(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> Begin:
    """Return what sets a home up in the last evening of June."""

    async def begin(area: str, zone: ZoneInfo, own_zone: str) -> Month:
        await hass.config.async_set_time_zone(own_zone)
        account.entities = {TANK: {"usage_entity_id": METER}}
        last = round((datetime(2030, 6, 30, 23, tzinfo=zone) - DAY) / HOUR)
        freezer.move_to(at(last - 1.5))
        await ran(hass)
        hass.states.async_set(METER, "1", {"device_class": "energy", "unit_of_measurement": "Wh"})
        points = [(at(last), -0.5)]
        event_id = fake_spark.publish_price_curve([(TANK, LOCATION)], points, price_area=area, created_at=at(last - 12))
        await counted(hass, {last - 2: 1, last - 1: 1, last: 2, last + 1: 1})
        month = Month(hass, fake_spark, freezer, await loaded(hass, set_up), event_id, zone, [])
        month.entry.runtime_data.reporter.ledger.listen(lambda _, __, after: month.settled.append(after.settlement))
        return month

    return begin


@everywhere
async def test_the_last_day_is_reported_on_the_first(begin: Begin, area: str, zone: ZoneInfo, own_zone: str) -> None:
    """It cannot be reported earlier, and Spark takes it then."""
    month = await begin(area, zone, own_zone)
    await month.until(month.local(1, 1))
    assert month.sent == []
    await month.until(month.local(1, 2, 2))
    assert [(sent.month, sent.day) for sent in month.sent] == [(7, 1)]
    assert month.settlement == "accepted"


@everywhere
async def test_a_home_that_is_offline_until_the_second_says_nothing(
    begin: Begin, area: str, zone: ZoneInfo, own_zone: str
) -> None:
    """There is a day of grace: whoever is warned then is worried for nothing."""
    month = await begin(area, zone, own_zone)
    await month.spark.stop()
    await month.until(month.local(2, 21, 30))
    assert (month.settlement, month.sent) == ("ready", [])
    await month.spark.start(month.spark.port)
    await month.until(month.local(2, 23, 59))
    assert [(sent.month, sent.day) for sent in month.sent] == [(7, 2)]
    assert month.settled == ["ready", "sent", "accepted"]
    assert list(ir.async_get(month.hass).issues.values()) == []


@everywhere
async def test_a_home_that_is_offline_until_the_third_is_too_late_and_says_so_once(
    begin: Begin, area: str, zone: ZoneInfo, own_zone: str
) -> None:
    """Nobody would pay for it any more; the end of the 2nd is that of the price area, to the minute."""
    month = await begin(area, zone, own_zone)
    await month.spark.stop()
    await month.until(month.local(3, 0) - MINUTE)
    assert month.settled == ["ready"]
    await month.until(month.local(3, 0) + MINUTE)
    assert (month.settled, month.settlement) == (["ready", "too_late"], "too_late")
    await month.spark.start(month.spark.port)
    await month.until(month.local(3, 9))
    await month.hass.config_entries.async_reload(month.entry.entry_id)
    await month.until(month.local(3, 0) + timedelta(days=2))
    assert (month.settled, month.settlement, month.sent) == (["ready", "too_late"], "too_late", [])
