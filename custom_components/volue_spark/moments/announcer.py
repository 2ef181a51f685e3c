"""Notices what happens to the hours of one account, and tells automations once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from ..alarm import Alarm
from ..coordinator import SparkCoordinator
from ..data import SparkSnapshot
from ..spark.hours import Hours, coming, hours_at, hours_of, running, turns
from ..spark.models import EventId, PriceCurvePayload, SparkEvent
from ..spark.news import new_curves
from ..spark.stretches import is_favourable, is_to_avoid
from ..subjects import Subject, subjects_of
from .memory import AllTold, MomentMemory, Told
from .moment import Moment, MomentKind, notices, on_notice_wanted, tell

_FAVOURABLE, _TO_AVOID = "favourable", "to_avoid"
_WISHES = {_FAVOURABLE: is_favourable, _TO_AVOID: is_to_avoid}
_TURNS = {
    (_FAVOURABLE, True): MomentKind.FAVOURABLE_STARTED,
    (_FAVOURABLE, False): MomentKind.FAVOURABLE_ENDED,
    (_TO_AVOID, True): MomentKind.AVOID_STARTED,
    (_TO_AVOID, False): MomentKind.AVOID_ENDED,
}
# Of what happens at one instant, ends come before starts.
_ORDER = list(MomentKind)


class Announcer:
    """Compares what was told with what is: at each boundary, each refresh, and once Home Assistant has started.

    Automations are armed just before that. One that is attached later, or
    changed, hears what happens from then on.
    """

    def __init__(self, hass: HomeAssistant, coordinator: SparkCoordinator, told: AllTold) -> None:
        """Go on where the last run ended; at the very first start every curve that is known is old."""
        self._hass = hass
        self._coordinator = coordinator
        self._memory = MomentMemory(hass, coordinator.config_entry.entry_id)
        self._subjects = subjects_of(coordinator)
        self._saved = told
        self._told = {subject.key: told.subjects.get(subject.key, Told()) for subject in self._subjects}
        self._curves = _ids(coordinator.data.events) if told.curves is None else told.curves
        self._known = tuple(self._old(coordinator.data.events))
        self._read_of: SparkSnapshot | None = None
        self._hours: dict[tuple[str, str], tuple[Hours, ...]] = {}
        self._alarm = Alarm(hass, "volue_spark coming hours", self._look)
        self._stops: list[CALLBACK_TYPE] = []

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Begin as soon as automations are armed; return how to stop."""
        self._stops.append(async_at_started(self._hass, self._begin))

        @callback
        def stop() -> None:
            self._alarm.clear()
            while self._stops:
                self._stops.pop()()

        return stop

    @callback
    def _begin(self, _: HomeAssistant) -> None:
        # Entities listen already: whoever is told finds their states changed.
        self._stops.append(self._coordinator.async_add_listener(self._look))
        self._stops.append(on_notice_wanted(self._hass, self._on_notice_wanted))
        self._look()

    @callback
    def _look(self, _: datetime | None = None) -> None:
        """Tell what happened since the last look."""
        now = dt_util.utcnow()
        curves = list(self._new_curves(now))
        self._read()
        happened = [*curves, *self._turns(now), *self._notices(now)]
        self._arm(now)
        self._save()
        for moment in sorted(happened, key=lambda moment: _ORDER.index(moment.kind)):
            tell(self._hass, moment)

    def _read(self) -> None:
        """Read the hours out of the timelines, where they changed."""
        snapshot = self._coordinator.data
        if snapshot is self._read_of:
            return
        self._read_of = snapshot
        self._hours = {
            (subject.key, name): hours_of(subject.timelines(snapshot.timelines), wish)
            for subject in self._subjects
            for name, wish in _WISHES.items()
        }

    def _new_curves(self, now: datetime) -> Iterator[Moment]:
        """Yield the newest of the new curves for each device and home."""
        events = self._coordinator.data.events
        if events == self._known:
            return
        # Told in an earlier run and seen by this one only now is old; as this one has seen it, it may have changed.
        before = (*self._old(events), *self._known)
        self._known = events
        # Before Spark has answered, the disk may lack what was told.
        self._curves = _ids(events) | (frozenset() if self._coordinator.has_answered() else self._curves)
        for subject in self._subjects:
            zone = dt_util.get_default_time_zone()
            if found := new_curves(before, events, subject.resources, now, zone):
                news = found[-1]
                yield Moment(MomentKind.NEW_CURVE, subject, Hours(news.start, news.end, news.lowest, news.currency))

    def _old(self, events: Iterable[SparkEvent]) -> Iterator[SparkEvent]:
        return (event for event in events if event.event_id in self._curves)

    def _turns(self, now: datetime) -> Iterator[Moment]:
        """Yield the starts and ends, and take note that they are told."""
        for subject in self._subjects:
            hours: dict[str, Hours] = {}
            for wish in _WISHES:
                told, present = self._told[subject.key].hours.get(wish), hours_at(self._hours[subject.key, wish], now)
                if runs := running(told, present, now):
                    hours[wish] = runs
                for turn in turns(told, present, now):
                    yield Moment(_TURNS[wish, turn.is_start], subject, turn.hours)
            self._told[subject.key] = replace(self._told[subject.key], hours=hours)

    def _notices(self, now: datetime) -> Iterator[Moment]:
        """Yield the notices that are due, take note that they are told, and forget those of hours that began."""
        for subject in self._subjects:
            due = list(self._due(subject, now))
            told = {(before, start) for before, start in self._told[subject.key].notices if start > now}
            self._take_for_told(subject, told.union((before, hours.start) for before, hours in due))
            yield from (Moment(MomentKind.FAVOURABLE_COMING, subject, hours, before) for before, hours in due)

    def _take_for_told(self, subject: Subject, notices: Iterable[tuple[timedelta, datetime]]) -> None:
        self._told[subject.key] = replace(self._told[subject.key], notices=frozenset(notices))

    def _due(self, subject: Subject, now: datetime) -> Iterator[tuple[timedelta, Hours]]:
        """Yield the notices that are due and not told, also those whose curve came late."""
        for before, hours in self._wanted(subject, now):
            if hours.start - before <= now and (before, hours.start) not in self._told[subject.key].notices:
                yield before, hours

    def _wanted(self, subject: Subject, now: datetime) -> Iterator[tuple[timedelta, Hours]]:
        runs = self._told[subject.key].hours.get(_FAVOURABLE)
        for hours in coming(self._hours[subject.key, _FAVOURABLE], now):
            if runs and hours.start < runs.end:
                continue  # a clock that stepped back: they were told to have begun
            yield from ((before, hours) for before in notices(self._hass))

    def _arm(self, now: datetime) -> None:
        """Wake at the next notice; starts and ends are told when the clock strikes."""
        self._alarm.clear()
        moments = [hours.start - before for subject in self._subjects for before, hours in self._wanted(subject, now)]
        if next_at := min((moment for moment in moments if moment > now), default=None):
            self._alarm.set(next_at)

    @callback
    def _on_notice_wanted(self, before: timedelta) -> None:
        """Take what was due before somebody wanted to know it for told."""
        now = dt_util.utcnow()
        for subject in self._subjects:
            due = ((wanted, hours.start) for wanted, hours in self._due(subject, now) if wanted == before)
            self._take_for_told(subject, self._told[subject.key].notices.union(due))
        self._arm(now)
        self._save()

    def _save(self) -> None:
        """Write what the disk lacks, if it lacks anything."""
        told = AllTold(dict(self._told), self._curves)
        if told == self._saved:
            return
        self._saved = told
        # Afterwards: what happens at a full hour in all entities does not wait for it.
        save = self._memory.save(told)
        self._coordinator.config_entry.async_create_task(self._hass, save, "moments", eager_start=False)


def _ids(events: Iterable[SparkEvent]) -> frozenset[EventId]:
    return frozenset(event.event_id for event in events if isinstance(event.payload, PriceCurvePayload))


async def announcer(hass: HomeAssistant, coordinator: SparkCoordinator) -> Announcer:
    """Make the announcer of an account, with what it told before."""
    return Announcer(hass, coordinator, await MomentMemory(hass, coordinator.config_entry.entry_id).load())
