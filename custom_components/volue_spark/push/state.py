"""How Spark's notifications reach us."""

from enum import StrEnum


class PushState(StrEnum):
    """How Spark's notifications reach us, or why they do not; the value names the texts."""

    NOT_ALLOWED = "not_allowed"
    NO_ADDRESS = "no_address"
    NOT_OFFERED = "not_offered"
    FAILED = "failed"
    UNWELL = "unwell"
    WAITING = "waiting"
    WORKING = "working"
