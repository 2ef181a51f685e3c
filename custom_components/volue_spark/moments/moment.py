"""One thing that happened, and how those who wait for it hear of it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect, async_dispatcher_send
from homeassistant.helpers.singleton import singleton
from homeassistant.util.signal_type import SignalType

from ..const import DOMAIN
from ..spark.hours import Hours
from ..subjects import Subject


class MomentKind(StrEnum):
    """What can happen; the value is the trigger's name."""

    NEW_CURVE = "new_curve"
    FAVOURABLE_ENDED = "favourable_hours_ended"
    AVOID_ENDED = "hours_to_avoid_ended"
    AVOID_STARTED = "hours_to_avoid_started"
    FAVOURABLE_STARTED = "favourable_hours_started"
    FAVOURABLE_COMING = "favourable_hours_coming"


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened to whom; of a new curve ``hours`` are all that it speaks of.

    ``before`` is how long the hours are still to come, for those that are coming.
    """

    kind: MomentKind
    subject: Subject
    hours: Hours
    before: timedelta | None = None


_MOMENT = SignalType[Moment](f"{DOMAIN}_moment")
_NOTICE = SignalType[timedelta](f"{DOMAIN}_notice")


@callback
def tell(hass: HomeAssistant, moment: Moment) -> None:
    """Tell all who listen."""
    async_dispatcher_send(hass, _MOMENT, moment)


@callback
def listen(hass: HomeAssistant, hear: Callable[[Moment], None]) -> CALLBACK_TYPE:
    """Call ``hear``, a callback, at every moment; return how to stop."""
    return async_dispatcher_connect(hass, _MOMENT, hear)


@callback
def want_notice(hass: HomeAssistant, before: timedelta) -> CALLBACK_TYPE:
    """Let coming hours be told so long before they start; return how to stop."""
    wanted = _wanted(hass)
    wanted[before] += 1
    async_dispatcher_send(hass, _NOTICE, before)

    @callback
    def stop() -> None:
        wanted[before] -= 1

    return stop


def notices(hass: HomeAssistant) -> list[timedelta]:
    """Return how long before they start coming hours are told, for all who want to know."""
    return sorted(+_wanted(hass))


@singleton(f"{DOMAIN}_notices")
@callback
def _wanted(hass: HomeAssistant) -> Counter[timedelta]:
    """Return how many want to know it how long before: automations belong to no account."""
    return Counter()


@callback
def on_notice_wanted(hass: HomeAssistant, hear: Callable[[timedelta], None]) -> CALLBACK_TYPE:
    """Call ``hear``, a callback, when somebody begins to want it; return how to stop."""
    return async_dispatcher_connect(hass, _NOTICE, hear)
