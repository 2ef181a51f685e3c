"""What goes on with a device, as one word."""

from datetime import datetime
from enum import StrEnum

from .timeline import Timeline


class Reason(StrEnum):
    """Why a device is switched, held or left alone; the value names the texts."""

    NOT_FOLLOWING = "not_following"
    PAUSED = "paused"
    NOT_TODAY = "not_today"
    ASKED_TO_RUN = "asked_to_run"
    CURVE_UNKNOWN = "curve_unknown"
    NO_WISH = "no_wish"
    HOURS_TO_AVOID = "hours_to_avoid"
    HOURS_SKIPPED = "hours_skipped"
    USE_POWER_NOW = "use_power_now"
    USING_POWER = "using_power"
    ALREADY_ON = "already_on"
    DRAWS_NOTHING = "draws_nothing"
    WAITING = "waiting"
    MINIMUM_ON = "minimum_on"
    MINIMUM_OFF = "minimum_off"
    OTHER_STARTED = "other_started"
    HOUSE_LIMIT = "house_limit"
    NO_MORE_STARTS = "no_more_starts"
    TAKEN_OVER = "taken_over"
    NOT_ANSWERING = "not_answering"


def wish(timeline: Timeline, now: datetime) -> Reason:
    """Return what Spark asks of a device, whoever may follow it."""
    delta = timeline.delta(now)
    if delta is None:
        return Reason.CURVE_UNKNOWN
    if delta == 0:
        return Reason.NO_WISH
    return Reason.USE_POWER_NOW if delta < 0 else Reason.HOURS_TO_AVOID
