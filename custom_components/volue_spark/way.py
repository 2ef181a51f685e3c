"""The way of a test event: from Spark to Home Assistant, and from there to the devices."""

from dataclasses import dataclass
from enum import StrEnum

from .spark.reasons import Reason


class Stage(StrEnum):
    """Where a test event is without a way, or ended without one; the value names the text."""

    UNDER_WAY = "way_under_way"
    NOT_TAKEN = "way_not_taken"
    NOT_SEEN = "way_not_seen"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A device, and how many ``seconds`` after Home Assistant knew of the event it did what it was asked.

    None where it did not: then ``reason`` says how it stands, and it is None
    too where the device was asked and has not answered yet.
    """

    device: str
    seconds: float | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How many ``seconds`` passed until Home Assistant knew of the event, and what became of each device.

    ``is_told`` where Spark told of it by itself; else it was asked, and the
    seconds are those until it listed the event.
    """

    seconds: float
    is_told: bool
    devices: tuple[Arrival, ...]
