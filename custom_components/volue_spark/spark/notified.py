"""What Spark tells by itself: what was heard already, what is still to be found, and whether that can be relied on."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from .models import Notification, PriceCurvePayload, SparkEvent
from .timeline import NEVER

# Repeats come within minutes (specified: up to three, with growing pauses); a year of events is no more than this.
_REMEMBERED = 1000
# An event may be listed later than it is told of (assumed); then it is asked for again, this long.
_AWAITED = timedelta(minutes=5)
# The curves of a day are told of one by one, and found by one poll: of those, some are still on their way.
_TOGETHER = timedelta(seconds=30)


class Notified:
    """The notifications of one account since it was loaded.

    ``last`` is when the last one arrived (UTC), without what was sent again.
    ``is_proved`` tells whether they can be relied on: the newest curve was told
    of. Only what was made since we listen counts: anybody may send again what
    was once signed.
    """

    def __init__(self) -> None:
        """Have heard nothing, and listen to nothing."""
        self.last: datetime | None = None
        self.is_proved = False
        self._since: datetime | None = None
        # When the newest event was made of which we were told.
        self._told = NEVER
        # The ids of notifications and events, and until when the event is looked for.
        self._heard: dict[str, datetime] = {}

    def listen(self, now: datetime, *, is_new_way: bool) -> None:
        """Expect to be told of what Spark makes from now on; a new way has to prove itself."""
        self._since, self._told = now, NEVER
        self.is_proved = self.is_proved and not is_new_way

    def deafen(self) -> None:
        """Expect nothing any more: nobody tells us, or not reliably."""
        self._since, self.is_proved = None, False

    @property
    def is_listening(self) -> bool:
        """Tell whether anything is expected."""
        return self._since is not None

    def hear(self, notification: Notification, known: Collection[SparkEvent], now: datetime) -> bool:
        """Take in a notification that Spark has signed; return whether its event is to be asked for.

        A repeat is worth nothing. What was made before we listened is asked for
        once, but not looked for until it is there.
        """
        names: set[str] = {name for name in (notification.notification_id, notification.event_id) if name}
        if self._since is None or not self._heard.keys().isdisjoint(names):
            return False
        found_at = next((event.created_at for event in known if event.event_id == notification.event_id), None)
        made_at = found_at or notification.created_at
        is_fresh = made_at is None or made_at >= self._since
        self._remember(names, notification.event_id, now + _AWAITED if is_fresh else NEVER)
        if is_fresh:
            self.last, self._told = now, max(self._told, made_at or NEVER)
        self.learn(known)
        return found_at is None

    def _remember(self, names: set[str], event_id: str | None, until: datetime) -> None:
        self._heard |= {name: until if name == event_id else NEVER for name in names}
        for name in list(self._heard)[:-_REMEMBERED]:
            del self._heard[name]

    def still_awaits(self, events: Iterable[SparkEvent], now: datetime) -> bool:
        """Tell whether something that was told of is still not listed, and may yet be."""
        listed = {event.event_id for event in events}
        return any(now < until and name not in listed for name, until in self._heard.items())

    def learn(self, events: Iterable[SparkEvent]) -> None:
        """Judge by what Spark lists: a curve that was found before it was told of was perhaps not told of at all."""
        if self._since is None:
            return
        recent = [event for event in events if event.created_at >= self._since]
        told = (event.created_at for event in recent if event.event_id in self._heard)
        self._told = max((self._told, *told))
        others = (event for event in recent if event.event_id not in self._heard and event.created_at > self._since)
        missed = max((event.created_at for event in others if _is_told_of(event)), default=NEVER)
        if max(self._told, missed) > NEVER:
            self.is_proved = missed <= self._told + _TOGETHER


def _is_told_of(event: SparkEvent) -> bool:
    """Tell whether an event is one that must be told of: a curve of ours."""
    return isinstance(event.payload, PriceCurvePayload) and bool(event.payload.targets)
