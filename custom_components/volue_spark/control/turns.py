"""Who may start next, of all devices of all accounts."""

from collections.abc import Callable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.singleton import singleton

from ..const import DOMAIN
from ..homes import DeviceKey
from ..spark.device_state import Gate
from ..spark.turns import Candidate, gate

type Place = tuple[str, int]


class Turns:
    """The list of those that wait for each other, in the order in which they are set up."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._started_at: dict[DeviceKey, datetime] = {}
        self._waiting: dict[Place, Callable[[], Candidate]] = {}
        self._listeners: list[Callable[[], None]] = []

    @callback
    def recall(self, started_at: dict[DeviceKey, datetime]) -> None:
        """Take over what is known from before a restart."""
        self._started_at |= started_at

    @callback
    def gate(self, key: DeviceKey, place: Place, candidate: Candidate, now: datetime) -> Gate | None:
        """Return why a device cannot start now, None where it can."""
        others = [at for other, at in self._started_at.items() if other != key and at <= now]
        before = [waiting() for other, waiting in self._waiting.items() if other < place]
        return gate(candidate, before, max(others, default=None), now)

    @callback
    def begin(self, key: DeviceKey, place: Place, now: datetime) -> None:
        """Take the turn: from now on the others wait."""
        self._started_at[key] = now
        self.leave(place)

    @callback
    def wait(self, place: Place, candidate: Callable[[], Candidate]) -> None:
        """Stand in the list until it is one's turn, or one does not want to start any more."""
        self._waiting[place] = candidate

    @callback
    def leave(self, place: Place) -> None:
        """Wait no more; those behind look again."""
        if self._waiting.pop(place, None):
            for listener in list(self._listeners):
                listener()

    @callback
    def listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call whenever somebody leaves the list; return how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)


@singleton(f"{DOMAIN}_turns")
def turns_of(hass: HomeAssistant) -> Turns:
    """Return the one list of this Home Assistant: a fuse knows no accounts."""
    return Turns()
