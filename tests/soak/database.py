"""What the recorder wrote about the integration's entities."""

from collections import Counter
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
import sqlite3

from tests.soak.house import OSLO

_ROWS = """
    SELECT meta.entity_id, row.last_updated_ts, row.last_changed_ts, attributes.shared_attrs
    FROM states AS row
    JOIN states_meta AS meta USING (metadata_id)
    LEFT JOIN state_attributes AS attributes USING (attributes_id)
    ORDER BY row.last_updated_ts
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table of states."""

    entity_id: str
    day: date
    is_attributes_alone: bool
    attribute_bytes: int


def rows_of(file: Path, entity_ids: Collection[str]) -> list[Row]:
    """Return the rows of these entities, oldest first."""
    with closing(sqlite3.connect(file)) as connection:
        return [
            Row(
                entity_id,
                datetime.fromtimestamp(updated, UTC).astimezone(OSLO).date(),
                # The recorder leaves it out where the state changed with the row.
                changed is not None and changed != updated,
                len((attributes or "").encode()),
            )
            for entity_id, updated, changed, attributes in connection.execute(_ROWS)
            if entity_id in entity_ids
        ]


def by_day(rows: list[Row], first_day: date, last_day: date) -> dict[date, int]:
    """Return how many rows were written on each day."""
    found = Counter(row.day for row in rows)
    return {day: count for day, count in sorted(found.items()) if first_day <= day <= last_day}
