"""What Spark tells by itself: what was heard already, what is still to be found, and whether to rely on it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from .models import EventId, Notification, PriceCurvePayload, SparkEvent
from .timeline import NEVER

# Repeats come within minutes (specified: up to three, with growing pauses); a year of events is no more than this.
_REMEMBERED = 1000
# An event may be listed later than it is told of (assumed); then it is asked for again, this long.
_AWAITED = timedelta(minutes=5)


class Notified:
    """The notifications of one account since it was loaded.

    ``last`` is when the last one arrived (UTC), repeats excepted. ``is_proved``
    tells whether one has arrived the way that is used now.
    """

    def __init__(self) -> None:
        """Have heard nothing, and listen to nothing."""
        self.last: datetime | None = None
        self.is_proved = False
        self._since: datetime | None = None
        self._heard: dict[str, None] = {}
        self._awaited: dict[EventId, datetime] = {}

    def listen(self, now: datetime, *, is_new_way: bool) -> None:
        """Expect to be told of what Spark makes from now on; a new way has to prove itself."""
        self._since = now
        self.is_proved = self.is_proved and not is_new_way

    def deafen(self) -> None:
        """Expect nothing any more: nobody tells us, or not reliably."""
        self._since, self.is_proved = None, False

    @property
    def is_listening(self) -> bool:
        """Tell whether anything is expected."""
        return self._since is not None

    def hear(self, notification: Notification, known: Iterable[SparkEvent], now: datetime) -> bool:
        """Take in a notification that Spark has signed; return whether its events are to be asked for.

        A repeat is worth nothing. One about an event that was made before we
        listened proves nothing: anybody may send again what was once signed.
        """
        named = (notification.notification_id, notification.event_id)
        if self._heard.keys() & {name for name in named if name}:
            return False
        self._remember(name for name in named if name)
        created = {event.event_id: event.created_at for event in known}
        event_id = notification.event_id
        if event_id is None:
            return True
        if event_id in created and created[event_id] < (self._since or now):
            return False
        self.last, self.is_proved = now, self._since is not None
        if event_id not in created:
            self._awaited[event_id] = now + _AWAITED
        return event_id not in created

    def _remember(self, names: Iterable[str]) -> None:
        self._heard |= dict.fromkeys(names)
        for name in list(self._heard)[:-_REMEMBERED]:
            del self._heard[name]

    def still_awaits(self, events: Iterable[SparkEvent], now: datetime) -> bool:
        """Tell whether something that was told of is still not listed, and may yet be."""
        listed = {event.event_id for event in events}
        self._awaited = {
            event_id: until for event_id, until in self._awaited.items() if event_id not in listed and now < until
        }
        return bool(self._awaited)

    def is_relied_on(self, events: Iterable[SparkEvent]) -> bool:
        """Tell whether all of our curves were told of since the last notification: then polling can be seldom."""
        if self._since is None or not self.is_proved:
            return False
        after = max(self._since, self.last or NEVER)
        return not any(
            isinstance(event.payload, PriceCurvePayload)
            and event.payload.targets
            and event.created_at > after
            and event.event_id not in self._heard
            for event in events
        )
