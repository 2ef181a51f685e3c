"""What was seen of one appliance."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from homeassistant.const import STATE_OFF

LONG_AGO = timedelta(-1)


@dataclass
class Seen:
    """What was seen of one appliance.

    ``own`` is how it would be without us, ``ours`` what we asked of it last, None
    once that is undone or a person has taken over. ``contrary_until`` is how long
    a person's contrary setting holds. Lengths of time are on the house's own clock.
    """

    own: str = STATE_OFF
    ours: str | None = None
    has_obeyed: bool = False
    called_at: timedelta = LONG_AGO
    calls: int = 0
    news: int = 0
    starts: list[datetime] = field(default_factory=list)
    contrary_until: datetime | None = None
    run: tuple[datetime, datetime] | None = None
    left: tuple[datetime, datetime] | None = None
    is_following: bool = True
    asked_at: timedelta = LONG_AGO
    touched_at: timedelta = LONG_AGO
    turned_at: timedelta = LONG_AGO
    shown: str | None = None
    ran_wrong_since: timedelta | None = None
    cold_since: timedelta | None = None
    is_unclear: bool = False


def lasts(asked: tuple[datetime, datetime] | None, now: datetime) -> bool:
    """Tell whether what a person asked for counts: not before they asked, as a clock says that stepped back."""
    return asked is not None and asked[0] <= now < asked[1]
