"""Timing two pieces of work in turns, so that whatever else the machine does strikes both."""

from collections.abc import Callable
from gc import collect
from statistics import median
from time import perf_counter


def ratio(work: Callable[[], object], yardstick: Callable[[], object], *, pairs: int) -> float:
    """Return the median over many pairs of the time that work takes ÷ the time of the yardstick."""
    work(), yardstick()
    collect()
    return median(_seconds(work) / _seconds(yardstick) for _ in range(pairs))


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
