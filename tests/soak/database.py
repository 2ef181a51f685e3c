"""What the recorder wrote about the integration's entities."""

from collections import Counter
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
import json
from pathlib import Path
import sqlite3

from tests.soak.house import OSLO

SECOND = timedelta(seconds=1)
_ROWS = """
    SELECT meta.entity_id, row.last_updated_ts, row.last_changed_ts, row.state, attributes.shared_attrs
    FROM states AS row
    JOIN states_meta AS meta USING (metadata_id)
    LEFT JOIN state_attributes AS attributes USING (attributes_id)
    ORDER BY row.last_updated_ts
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table of states."""

    entity_id: str
    at: datetime
    is_changed: bool
    state: str
    attributes: str

    @property
    def day(self) -> date:
        """The day in Oslo."""
        return self.at.astimezone(OSLO).date()

    @property
    def subject(self) -> tuple[object, object]:
        """What the state is about, where it is about something: the sum since when, the calendar's event from when."""
        told = json.loads(self.attributes or "{}")
        return told.get("last_reset"), told.get("start_time")


def rows_of(file: Path, entity_ids: Collection[str]) -> list[Row]:
    """Return the rows of these entities, oldest first."""
    with closing(sqlite3.connect(file)) as connection:
        return [
            # The recorder leaves out when the state changed where that is when the row was written.
            Row(entity_id, datetime.fromtimestamp(updated, UTC), changed in (None, updated), state, attributes or "")
            for entity_id, updated, changed, state, attributes in connection.execute(_ROWS)
            if entity_id in entity_ids
        ]


def fullest_day(rows: list[Row]) -> int:
    """Return how many rows the fullest day has, none where there are none."""
    return max(Counter(row.day for row in rows).values(), default=0)


def attributes_alone(rows: list[Row]) -> list[Row]:
    """Return the rows whose state was there already, about the same thing.

    The next event of a calendar is written by Home Assistant itself.
    """
    last: dict[str, Row] = {}
    found = []
    for row in rows:
        before = last.get(row.entity_id)
        if before and not row.is_changed and before.subject == row.subject:
            found.append(row)
        last[row.entity_id] = row
    return found


def for_a_curve(rows: list[Row], heard_at: list[datetime]) -> list[Row]:
    """Return those of the rows that were written in the second in which something new was heard of Spark."""
    return [row for row in rows if any(heard <= row.at <= heard + SECOND for heard in heard_at)]
