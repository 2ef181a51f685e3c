"""A household's rule for one device, and what is usual for its type."""

from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo

from .models import ResourceType
from .spans import Fit
from .waiting import Waiting

_TEN_MINUTES = timedelta(minutes=10)
_ANY = Fit()


@dataclass(frozen=True, slots=True)
class Wear:
    """What spares relays and compressors: so long on and off at least, and so many starts in a local day."""

    least_on: timedelta = timedelta(0)
    least_off: timedelta = timedelta(0)
    starts_a_day: int | None = None


# Assumed: a relay is made for a hundred thousand cycles, a charger negotiates with its car at each start, and a
# compressor needs ten minutes for its pressures to even out. What only heats may start again at once.
USUAL_WEAR = {
    ResourceType.CHARGER: Wear(_TEN_MINUTES, timedelta(minutes=1), 8),
    ResourceType.VEHICLE: Wear(_TEN_MINUTES, timedelta(minutes=1), 8),
    ResourceType.HOT_WATER_TANK: Wear(_TEN_MINUTES, timedelta(0), 12),
    ResourceType.HVAC: Wear(2 * _TEN_MINUTES, _TEN_MINUTES, 6),
    ResourceType.GENERIC: Wear(_TEN_MINUTES, timedelta(0), 12),
}
_NO_WEAR = Wear()


@dataclass(frozen=True, slots=True)
class Rule:
    """What the household decided; its home may be paused. ``zone`` is the household's, whose days and clock count."""

    is_following: bool
    is_paused: bool = False
    zone: tzinfo = UTC
    fit: Fit = _ANY
    wear: Wear = _NO_WEAR
    waiting: Waiting | None = None
