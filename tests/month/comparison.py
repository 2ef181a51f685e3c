"""The month's books and reports beside what is expected."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from tests.month.books import Booked, told
from tests.month.devices import DEVICES
from tests.month.life import Life
from tests.month.oracle import Expected, expected
from tests.month.story import ASKED_ABOUT, FIRST_DAY, HALF_HOURS, LAST_DAY

NOISE_KWH = 0.001
NOTHING = "nothing"
NO_BOOK = Booked(NOTHING, {})

type Hours = dict[tuple[str, datetime], Expected]


@dataclass
class Comparison:
    """What was found to differ, and what was counted."""

    wrong: list[str] = field(default_factory=list)
    proved: int = 0
    told: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    largest: float = 0.0

    def compare(self, about: str, found: Hours, wanted: Hours) -> None:
        """Compare hour by hour; what is on one side only is nothing on the other."""
        for key in sorted({*found, *wanted}):
            self._compare(f"{about}, {key[0]} {key[1]:%d %H:%M}", found.get(key, NOTHING), wanted.get(key, NOTHING))

    def _compare(self, about: str, found: Expected, wanted: Expected) -> None:
        if isinstance(found, str) or isinstance(wanted, str):
            if found != wanted:
                self.wrong.append(f"{about}: {found}, expected {wanted}")
            return
        self.largest = max(self.largest, abs(found - wanted))
        if abs(found - wanted) > NOISE_KWH:
            self.wrong.append(f"{about}: {found:.4f} kWh, expected {wanted:.4f}")

    def count(self, hours: Hours) -> None:
        """Count hours by whether they are proved."""
        self.proved += sum(not isinstance(energy, str) for energy in hours.values())
        self.reasons.update(energy for energy in hours.values() if isinstance(energy, str))


def in_report(hours: Hours) -> Hours:
    """Return what of an event a report tells: all that is proved, without zeros at both ends of a device."""
    proved = {key: energy for key, energy in hours.items() if not isinstance(energy, str)}
    drawn: dict[str, list[datetime]] = {}
    for (resource_id, start), energy in proved.items():
        if energy > 0:
            drawn.setdefault(resource_id, []).append(start)
    return {
        (resource_id, start): energy
        for (resource_id, start), energy in proved.items()
        if resource_id in drawn and min(drawn[resource_id]) <= start <= max(drawn[resource_id])
    }


def compared(life: Life) -> Comparison:
    """Compare the books and the reports of the month with what is expected."""
    found, books, reports = Comparison(), life.books, told(life.spark)
    for day in range(FIRST_DAY, LAST_DAY + 1):
        event_id, wanted = life.events[day], expected(day)
        book = books.get(event_id, NO_BOOK)
        found.count(wanted)
        found.compare(f"day {day}, books", book.hours, wanted)
        tells = {} if day in ASKED_ABOUT else in_report(wanted)
        settlement = "uncertain" if day in ASKED_ABOUT else "accepted" if tells else "empty"
        took = reports.pop(event_id, [])
        if (len(took), book.settlement) != (bool(tells), settlement):
            found.wrong.append(f"day {day}: {len(took)} reports, {book.settlement}, expected {settlement}")
        for report in took:
            found.told += len(report)
            found.compare(f"day {day}, report", dict(report), tells)
    if life.half_hours:
        _compare_half_hours(found, books.get(life.half_hours, NO_BOOK))
    found.wrong += [f"a report on {event_id}" for event_id in reports]
    return found


def _compare_half_hours(found: Comparison, book: Booked) -> None:
    """Nobody knows what was drawn in half hours, and no report says so."""
    wanted: Hours = {(device.resource_id, start): "not_whole_hours" for device in DEVICES for start in HALF_HOURS}
    found.count(wanted)
    found.compare("half hours, books", book.hours, wanted)
    if book.settlement != "empty":
        found.wrong.append(f"half hours: {book.settlement}, expected empty")
