"""What Spark tells by itself: what was heard already, what is still to be found, and whether that can be relied on."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from .models import EventId, Notification, PriceCurvePayload, SparkEvent
from .timeline import NEVER

# Repeats come within minutes (specified: up to three, with growing pauses); a year of events is no more than this.
_REMEMBERED = 1000
# An event may be listed later than it is told of (assumed); then it is asked for again, this long.
_AWAITED = timedelta(minutes=5)
# What is told later than this was not told: a poll finds it as soon. The repeats of a notification are earlier.
_IN_TIME = timedelta(minutes=15)
# The curves of a day are told of one by one, and found by one poll: of those, some are still on their way.
_TOGETHER = timedelta(seconds=30)


class Notified:
    """The notifications of one account since it was loaded.

    ``last`` is when the last one arrived (UTC), without what was sent again.
    ``is_proved`` tells whether they arrive: the newest curve that Spark lists
    was told of in time. Only what is listed counts, and was made since we
    listen: anybody may send again what was once signed.
    """

    def __init__(self) -> None:
        """Have heard nothing, and listen to nothing."""
        self.last: datetime | None = None
        self.is_proved = False
        self._since: datetime | None = None
        # The ids of notifications and events, and when they were heard.
        self._heard: dict[str, datetime] = {}
        # Events that are not listed yet, and until when they are looked for.
        self._awaited: dict[EventId, datetime] = {}

    def listen(self, now: datetime, *, is_new_way: bool) -> None:
        """Expect to be told of what Spark makes from now on; a new way has to prove itself.

        The way of before was good until it was last used: what was made since,
        and nobody told of, was missed, also while we did not run.
        """
        self._since = now if is_new_way else min(self.last or now, now)
        self.is_proved = self.is_proved and not is_new_way

    def deafen(self) -> None:
        """Expect nothing any more: nobody tells us, or not reliably."""
        self._since, self.is_proved = None, False
        self._awaited.clear()

    @property
    def is_listening(self) -> bool:
        """Tell whether anything is expected."""
        return self._since is not None

    @property
    def is_relied_on(self) -> bool:
        """Tell whether polling can be seldom: all is told of, and nothing is missing of what was told."""
        return self.is_proved and not self._awaited

    def hear(self, notification: Notification, known: Collection[SparkEvent], now: datetime) -> bool:
        """Take in a notification that Spark has signed; return whether its event is to be asked for.

        A repeat is worth nothing. What was made before we listened is asked for
        once, but not looked for until it is there.
        """
        names: set[str] = {name for name in (notification.notification_id, notification.event_id) if name}
        if self._since is None or not self._heard.keys().isdisjoint(names):
            return False
        found = next((event.created_at for event in known if event.event_id == notification.event_id), None)
        self._remember(names, now)
        if (found or notification.created_at or now) >= self._since:
            self.last = now
            self._await(notification.event_id if found is None else None, now)
        self.learn(known, now)
        return found is None

    def _remember(self, names: Iterable[str], now: datetime) -> None:
        self._heard |= dict.fromkeys(names, now)
        for name in list(self._heard)[:-_REMEMBERED]:
            del self._heard[name]

    def _await(self, event_id: EventId | None, now: datetime) -> None:
        if event_id and len(self._awaited) < _REMEMBERED:
            self._awaited[event_id] = now + _AWAITED

    def still_awaits(self, events: Iterable[SparkEvent], now: datetime) -> bool:
        """Tell whether something that was told of is still not listed, and may yet be."""
        listed = {event.event_id for event in events}
        return any(now < until for event_id, until in self._awaited.items() if event_id not in listed)

    def learn(self, events: Iterable[SparkEvent], now: datetime) -> None:
        """Judge by what Spark lists: a curve of ours that was not told of in time was missed."""
        if self._since is None:
            return
        listed = {event.event_id: event for event in events}
        self._awaited = {event_id: until for event_id, until in self._awaited.items() if event_id not in listed}
        if any(until <= now for until in self._awaited.values()):
            # What it is about may come to light at any time: that is the work of polls.
            self._awaited.clear()
            self.listen(now, is_new_way=True)
            return
        # A clock that was ahead must not hide for days that a curve is missed.
        self._since = min(self._since, now)
        self._judge([event for event in listed.values() if event.created_at >= self._since])

    def _judge(self, recent: list[SparkEvent]) -> None:
        told = max((event.created_at for event in recent if self._was_told(event)), default=NEVER)
        others = (event for event in recent if event.created_at > (self._since or NEVER))
        missed = max(
            (each.created_at for each in others if _is_told_of(each) and not self._was_told(each)), default=NEVER
        )
        if max(told, missed) > NEVER:
            self.is_proved = missed <= told + _TOGETHER

    def _was_told(self, event: SparkEvent) -> bool:
        heard_at = self._heard.get(event.event_id)
        return heard_at is not None and heard_at <= event.created_at + _IN_TIME


def _is_told_of(event: SparkEvent) -> bool:
    """Tell whether an event is one that must be told of: a curve of ours."""
    return isinstance(event.payload, PriceCurvePayload) and bool(event.payload.targets)
