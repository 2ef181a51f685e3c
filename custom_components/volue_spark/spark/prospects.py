"""What a household may expect of a device: its plan, and where a person decided otherwise."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from .device_state import Task
from .plan import Planned
from .reasons import Reason
from .rules import Rule
from .spans import Span

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asked of one device, or did with it: see ``DeviceState``."""

    run: Span | None = None
    left: Span | None = None
    aside_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Prospect:
    """``[start, end)``, UTC: a device runs or waits, or only would.

    ``reason`` is what a person decided, None where nobody did.
    """

    task: Task
    start: datetime
    end: datetime
    reason: Reason | None = None

    @property
    def is_real(self) -> bool:
        """Tell whether it is switched so."""
        return self.reason in (None, Reason.ASKED_TO_RUN)


def prospects(planned: Sequence[Planned], rule: Rule, wishes: Wishes, now: datetime) -> list[Prospect]:
    """Return a plan as a household sees it, ascending and apart; of two reasons the stronger one counts."""
    reasons = list(_reasons(planned, rule, wishes, now))
    found = [part for step in planned for part in _parts(step, reasons) if part.reason is not Reason.ASKED_TO_RUN]
    if wishes.run:
        found.append(Prospect(Task.RUN, wishes.run.start, wishes.run.end, Reason.ASKED_TO_RUN))
    return sorted(found, key=_start)


def _reasons(
    planned: Sequence[Planned], rule: Rule, wishes: Wishes, now: datetime
) -> Iterator[tuple[Reason, Span | None]]:
    """Yield what a person decided and for how long, None for always, the strongest first."""
    if wishes.run:
        yield Reason.ASKED_TO_RUN, wishes.run
    if rule.is_paused:
        yield Reason.PAUSED, None
    if not rule.is_following:
        yield Reason.NOT_FOLLOWING, None
    if wishes.left:
        yield Reason.NOT_TODAY, wishes.left
    if wishes.aside_until and (taken := _taken_over(planned, wishes.aside_until, now)):
        yield Reason.TAKEN_OVER, taken


def _taken_over(planned: Sequence[Planned], until: datetime, now: datetime) -> Span | None:
    """Return the hours that somebody took over, with the wait for them as long as it would last.

    Since when is not remembered: they are theirs as a whole.
    """
    last = until - _INSTANT
    run = next((step for step in planned if step.task is Task.RUN and step.start <= last < step.end), None)
    wait = next((step for step in planned if run and step.end == run.start and now < step.end), run)
    return Span(wait.start, run.end) if run and wait else None


def _parts(step: Planned, reasons: Iterable[tuple[Reason, Span | None]]) -> Iterator[Prospect]:
    """Yield a step, cut where another reason counts."""
    edges = {edge for _, span in reasons if span for edge in (span.start, span.end) if step.start < edge < step.end}
    begins = {start: _counting(reasons, start) for start in sorted({step.start, *edges})}
    for reason, group in groupby(begins, begins.__getitem__):
        start, *_ = same = list(group)
        yield Prospect(step.task, start, min((e for e in edges if e > same[-1]), default=step.end), reason)


def _counting(reasons: Iterable[tuple[Reason, Span | None]], now: datetime) -> Reason | None:
    """Return the strongest reason that counts at an instant."""
    return next((reason for reason, span in reasons if span is None or span.covers(now)), None)


def _start(prospect: Prospect) -> datetime:
    return prospect.start
