"""Timing two pieces of work in turns, so that whatever else the machine does strikes both."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Pairs:
    """Ratios of the time that work takes ÷ the time of the yardstick, one for each pair."""

    work: Callable[[], object]
    yardstick: Callable[[], object]
    ratios: list[float] = field(default_factory=list)

    def time(self) -> None:
        """Time both once."""
        self.ratios.append(_seconds(self.work) / _seconds(self.yardstick))

    @property
    def median(self) -> float:
        """The ratio in the middle."""
        return median(self.ratios)


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
