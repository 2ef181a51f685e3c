"""What the recorder wrote about the integration's entities."""

from collections import Counter
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
import json
from pathlib import Path
import sqlite3

from tests.soak.house import OSLO

_ROWS = """
    SELECT meta.entity_id, row.last_updated_ts, row.state, attributes.shared_attrs
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
    state: str
    attributes: str

    @property
    def told(self) -> object:
        """What its attributes say, the begin of a sum apart: it belongs to the state."""
        return {key: value for key, value in json.loads(self.attributes or "{}").items() if key != "last_reset"}


def rows_of(file: Path, entity_ids: Collection[str]) -> list[Row]:
    """Return the rows of these entities, oldest first."""
    with closing(sqlite3.connect(file)) as connection:
        return [
            Row(entity_id, datetime.fromtimestamp(updated, UTC).astimezone(OSLO).date(), state, attributes or "")
            for entity_id, updated, state, attributes in connection.execute(_ROWS)
            if entity_id in entity_ids
        ]


def fullest_day(rows: list[Row]) -> int:
    """Return how many rows the fullest day has, that of the moving in included."""
    return max(Counter(row.day for row in rows).values())


def attributes_alone(rows: list[Row]) -> list[Row]:
    """Return the rows that were written although the state stayed as it was, and only attributes changed."""
    last: dict[str, Row] = {}
    found = []
    for row in rows:
        before = last.get(row.entity_id)
        if before and before.state == row.state and before.told != row.told:
            found.append(row)
        last[row.entity_id] = row
    return found
