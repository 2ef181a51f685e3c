"""Hours that become known in any order -> the rows of a sum that only rises."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

# Less than this is the noise of binary fractions.
_NOISE = 1e-6
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class SumRow:
    """One hour (its start, UTC): its own ``amount``, and the ``total`` of all hours until its end."""

    start: datetime
    amount: float
    total: float


def rows_changed(kept: Mapping[datetime, SumRow], amounts: Mapping[datetime, float], before: float) -> list[SumRow]:
    """Return the rows to be written, ascending, so that these hours have these amounts.

    ``kept`` are all rows from the first of the hours on, ``before`` is the total
    until then. What follows a changed hour is shifted by as much; whatever a
    person added to a total by hand stays in it. An hour of nothing needs no row.

        kept      10: 2 (total 2)                   12: 1 (total 3)
        amounts                    11: 0.5
        written                    11: 0.5 (2.5)    12: 1 (3.5)
    """
    rows, total, shift = [], before, 0.0
    for start in sorted({*kept, *amounts}):
        old = kept.get(start)
        known = old.amount if old else 0.0
        amount = round(amounts.get(start, known), _DECIMALS)
        shift += amount - known
        total = old.total + shift if old else total + amount
        row = SumRow(start, amount, round(total, _DECIMALS))
        if _differs(row, old):
            rows.append(row)
    return rows


def _differs(row: SumRow, old: SumRow | None) -> bool:
    if old is None:
        return row.amount > _NOISE
    return abs(row.amount - old.amount) > _NOISE or abs(row.total - old.total) > _NOISE
