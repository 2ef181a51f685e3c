"""What runs: the parts of a loaded account, and what its last refresh found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntry

from .spark.eligibility import Standing
from .spark.models import ResourceId, SparkEvent, UserId
from .spark.timeline import Timeline

if TYPE_CHECKING:  # they need this module
    from .control.controls import Controls
    from .coordinator import SparkCoordinator
    from .push.push import Push
    from .reporting.books import Books
    from .reporting.chronicle import Chronicle
    from .reporting.hourly import HourlySums
    from .reporting.reporter import Reporter
    from .upkeep import Upkeep
    from .ways import Ways

type SparkConfigEntry = ConfigEntry[SparkData]


@dataclass(frozen=True, slots=True)
class SparkData:
    """The parts that live as long as the entry is loaded."""

    coordinator: SparkCoordinator
    controls: Controls
    reporter: Reporter
    upkeep: Upkeep
    books: Books
    hourly: HourlySums
    chronicle: Chronicle
    push: Push
    ways: Ways


@dataclass(frozen=True, slots=True)
class SparkSnapshot:
    """All that one refresh found; equal when nothing changed, so that no one wakes.

    ``standings`` lacks the users about whom Spark has not told anything yet.
    """

    events: tuple[SparkEvent, ...]
    timelines: Mapping[ResourceId, Timeline]
    standings: Mapping[UserId, Standing]
