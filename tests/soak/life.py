"""Two weeks of one home: time passes minute by minute, and everything is looked at."""

from asyncio import TimerHandle, sleep
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
import math

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.models import StatisticData
from homeassistant.core import HassJob, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from homeassistant.util.async_ import get_scheduled_timer_handles

from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import FakeSpark, Fault, Mischief
from tests.fake_spark.carrier import carry
from tests.shell.hours import ROW, imported
from tests.soak import notices
from tests.soak.house import METER, OSLO, MakeRecorder, home_assistant, move_in, settled
from tests.soak.restart import Restart
from tests.soak.story import DAY, HOUR, MINUTE, Story, local
from tests.soak.told import Told
from tests.soak.traffic import Traffic
from tests.soak.watch import Watch

MOMENT, SECOND = timedelta(milliseconds=1), timedelta(seconds=1)
# Seconds since 1970 in a float are no finer: a timer must not be missed for that.
TICK = timedelta(microseconds=1)
# When the recorder is given what the charger drew on the day: before its last wish is over, and to be reported.
METERED = time(18, 30)


@dataclass
class Life:
    """A story, lived by Home Assistant against a local Spark."""

    story: Story
    spark: FakeSpark
    freezer: FrozenDateTimeFactory
    restart: Restart = field(default_factory=Restart)
    entity_ids: set[str] = field(default_factory=set)
    recovered_after: timedelta | None = None

    def __post_init__(self) -> None:
        """Listen at the socket."""
        self.watch = Watch(Told(self.spark))
        self.traffic = Traffic(self.story)
        self.traffic.listen(self.spark)

    async def live(self, make_recorder: MakeRecorder) -> None:
        """Move in, live, restart in the middle, live on."""
        self.freezer.move_to(self.story.begins)
        async with home_assistant(make_recorder, lambda _: None) as hass:
            await move_in(hass, self.spark, is_pushed=self.story.is_pushed)
            await self._pass(hass, self.story.begins, self.story.restart)
        async with home_assistant(make_recorder, self.restart.listen) as hass:
            self.restart.stop()
            self._look(hass, self.story.restart)
            await self._pass(hass, self.story.restart, self.story.ends)
            entities = er.async_get(hass).entities.values()
            self.entity_ids = {entity.entity_id for entity in entities if entity.platform == DOMAIN}

    async def _pass(self, hass: HomeAssistant, since: datetime, until: datetime) -> None:
        now = since
        for look_at in instants(since, until):
            # What we have set a timer for happens at its own time, not at the next look.
            while (alarm := max(next_alarm(hass), now + MOMENT)) < look_at:
                now = await self._reach(hass, alarm)
            now = await self._reach(hass, look_at)
            if now.astimezone(OSLO).time() == METERED:
                await self._meter(hass, now)

    async def _reach(self, hass: HomeAssistant, now: datetime) -> datetime:
        self.freezer.move_to(now + TICK)
        self._happen(now)
        await self.spark.deliver()
        # Its own event loop finds what is due.
        await sleep(0)
        await sleep(0)
        await settled(hass)
        self._look(hass, now)
        return now

    def _happen(self, now: datetime) -> None:
        """Let Spark publish, vanish or come back, or tell nobody."""
        begins, ends = self.story.outage
        if now == begins:
            self.spark.fail("*", ".", Fault(drop=True), times=None)
            self.spark.post_office.carrier = nobody
        if now == ends:
            self.spark.clear_faults()
            self.spark.post_office.carrier = carry
        if now == local(self.story.deaf_day):
            self.spark.meddle(Mischief(lost=True))
        if now == local(self.story.deaf_day + DAY):
            self.spark.behave()
        self.story.publish(self.spark, now)

    async def _meter(self, hass: HomeAssistant, now: datetime) -> None:
        """Let the recorder hold what the charger drew today, row by row of five minutes."""
        start = datetime.combine(now.astimezone(OSLO).date(), time(), OSLO).astimezone(UTC)
        rows = [StatisticData(start=start + n * ROW, mean=1000.0, min=0, max=9000) for n in range(DAY // ROW)]
        await imported(hass, METER, rows, has_sum=False)

    def _look(self, hass: HomeAssistant, now: datetime) -> None:
        self.watch.look(hass, now)
        _, ends = self.story.outage
        if self.recovered_after is None and now >= ends and self.watch.is_right and not self.watch.told.lacks:
            self.recovered_after = now - ends

    def waits(self, *, lost: bool = False) -> list[timedelta]:
        """Return how long what was published was not known here, outages apart; with push what it told, or ``lost``."""
        unheard = notices.lost(self.spark) if self.story.is_pushed else set()
        return [
            self.watch.told.waited(event)
            for event in self.spark.events.values()
            if not self.story.is_out(event.created_at) and (event.event_id in unheard) is lost
        ]

    def has_doubted(self) -> bool:
        """Tell whether Spark was polled after a notification was lost, and trusted again after the next one."""
        deaf_day, pause = self.story.deaf_day, self.traffic.longest_pause
        doubted = pause(local(deaf_day, 16), local(deaf_day + DAY, 12))
        trusted = pause(local(deaf_day + DAY, 14), local(deaf_day + 2 * DAY, 12))
        return doubted < 3 * HOUR < 6 * HOUR < trusted

    def has_seen_everything(self) -> bool:
        """Tell whether the story happened: else nothing would be wrong because nothing was looked at."""
        seen = self.watch.seen
        return {"unknown", "0.0"} < seen and len(seen) > 15 and len(self.entity_ids) > 10


async def nobody(*_: object) -> int:
    """Carry no notification: the way is cut in both directions."""
    raise ConnectionRefusedError


def next_alarm(hass: HomeAssistant) -> datetime:
    """Return when the integration wants to be woken next, rounded up to a thousandth of a second."""
    delays = (handle.when() - hass.loop.time() for handle in get_scheduled_timer_handles(hass.loop) if is_ours(handle))
    thousandths = math.ceil(round(1000 * min(delays, default=60.0), 3))
    return dt_util.utcnow() + thousandths * MOMENT


def is_ours(handle: TimerHandle) -> bool:
    """Tell by its name whether a timer is the integration's."""
    job = handle._args[-1] if handle._args else getattr(handle._callback, "job", None)  # type: ignore[attr-defined]  # noqa: SLF001
    return not handle.cancelled() and isinstance(job, HassJob) and (job.name or "").startswith(DOMAIN)


def instants(since: datetime, until: datetime) -> Iterator[datetime]:
    """Yield every minute after ``since``, and what lies close around the full hours."""
    now = since
    while (now := now + MINUTE) <= until:
        if now.minute:
            yield now
        else:
            yield from (now - MOMENT, now, now + SECOND)
