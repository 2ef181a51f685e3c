"""Favourable hours that a device follows: what belongs together, pays and lasts."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.volue_spark.spark.models import EventId
from custom_components.volue_spark.spark.spans import Fit, Span, coming_spans, next_span, span_at, spans
from custom_components.volue_spark.spark.timeline import Interval, Timeline

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANY = Fit()


def at(hour: float) -> datetime:
    """Return an instant in hours from noon."""
    return NOON + hour * HOUR


def curve(*points: tuple[float, float, float]) -> Timeline:
    """Return a timeline of starts, ends and deltas, in hours from noon."""
    return Timeline(tuple(Interval(at(a), at(b), delta, "NOK", EventId("e")) for a, b, delta in points), at(48))


def span(start: float, end: float) -> Span:
    """Return what lies between two hours from noon."""
    return Span(at(start), at(end))


DAY = curve((0, 1, -0.2), (1, 2, -0.4), (2, 3, 0.3), (3, 4, -0.1), (4, 5, -0.1), (6, 7, -0.3), (7, 8, 0.0))


@pytest.mark.parametrize(
    ("fit", "found"),
    [
        (ANY, [span(0, 2), span(3, 5), span(6, 7)]),
        (Fit(0.2), [span(0, 2), span(6, 7)]),
        (Fit(0.3), [span(1, 2), span(6, 7)]),
        (Fit(0.0, 2 * HOUR), [span(0, 2), span(3, 5)]),
        (Fit(0.3, 2 * HOUR), []),
    ],
)
def test_hours_that_touch_and_pay_are_one(fit: Fit, found: list[Span]) -> None:
    """Joined over a gap, a device runs when nobody pays; not joined, it is switched each hour."""
    assert list(spans(DAY, fit)) == found
    assert list(coming_spans(DAY, fit, at(-1))) == found


def test_no_hours_are_no_span() -> None:
    """The first day has no curve at all."""
    nothing = curve()
    assert list(spans(nothing, ANY)) == list(coming_spans(nothing, ANY, NOON)) == []
    assert (span_at(nothing, ANY, NOON), next_span(nothing, ANY, NOON)) == (None, None)


@pytest.mark.parametrize(
    ("now", "around", "coming"),
    [
        (-0.1, None, span(0, 2)),
        (0, span(0, 2), span(3, 5)),
        (1.5, span(0, 2), span(3, 5)),
        (2, None, span(3, 5)),
        (4, span(3, 5), span(6, 7)),
        (5, None, span(6, 7)),
        (6.5, span(6, 7), None),
        (7, None, None),
        (9, None, None),
    ],
)
def test_hours_are_found_whole_from_any_instant_in_them(now: float, around: Span | None, coming: Span | None) -> None:
    """Found from the middle only, two hours would be too short to follow as soon as the first is over."""
    assert span_at(DAY, ANY, at(now)) == around
    assert next_span(DAY, ANY, at(now)) == coming


@pytest.mark.parametrize(("now", "around"), [(1.5, span(1, 2)), (0.5, None)])
def test_an_hour_that_pays_too_little_is_not_part_of_the_next(now: float, around: Span | None) -> None:
    """The household said from which delta on it is worth it."""
    assert span_at(DAY, Fit(0.3), at(now)) == around


def test_a_gap_parts_hours_that_would_be_one() -> None:
    """Looking back over a gap, hours that are long over would seem to go on."""
    gap = curve((0, 1, -1), (2, 3, -1), (3, 4, -1))
    assert span_at(gap, ANY, at(3.5)) == span(2, 4)
    assert list(coming_spans(gap, ANY, at(1))) == [span(2, 4)]
    assert list(coming_spans(gap, ANY, at(0.5))) == [span(0, 1), span(2, 4)]


def test_a_span_covers_its_start_and_not_its_end() -> None:
    """What a person asked for ends when it ends, and has not begun for a clock that stepped back."""
    hour = span(0, 1)
    assert [hour.covers(at(now)) for now in (-0.01, 0, 0.99, 1)] == [False, True, True, False]
