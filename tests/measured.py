"""What the README says was measured: each figure with what it may be at most."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
import re

README = Path(__file__).parent.parent / "README.md"
_CELL = re.compile(r"\s*\|\s*")


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure, smaller is better; shown with so many ``digits`` behind the point. It may have a limit."""

    what: str
    most: float | None
    digits: int = 0

    def shown(self, figure: float) -> str:
        """Return a figure as the table shows it."""
        return f"{figure:,.{self.digits}f}"

    def holds(self, figure: float) -> bool:
        """Tell whether a figure, as it is shown, is within the limit."""
        return self.most is None or round(figure, self.digits) <= self.most


WRONG = Measure("Wrong values", 0)
HIDDEN = Measure("Unknown or unavailable while known", 0)
LATE = Measure("Seconds late at the start or end of an interval", 0)
FLAPS = Measure("States and devices that flap at a restart", 0)
RECOVERY = Measure("Minutes until all is right after an outage, without a reload", 15)
WAITING = Measure("Minutes that a new or revised curve waits, outages apart", 121)
REQUESTS = Measure("Requests a day without push, the busiest day without an outage", 30)
PUSHED_WAITING = Measure("Seconds until a new or revised curve is known with push", 10)
LOST_WAITING = Measure("Minutes until it is known where its notification is lost", 130)
PUSHED_REQUESTS = Measure(
    "Requests a day with push, the busiest day, from the day after a notification on until one is lost", 10
)
TRIES = Measure("Tries in a quarter of an hour of an outage, a restart apart", 1)
# Of them 24 are written by the restart, one for each entity.
ROWS = Measure("Recorder rows a day, the fullest, with a restart in it", 110)
ATTRIBUTE_ROWS = Measure("Recorder rows for attributes alone: a calendar's next event and a new curve apart", 0)
CURVE_ROWS = Measure("Recorder rows a day for a new curve in the attributes, of all devices together", 6)
ATTRIBUTE_BYTES = Measure("Bytes of attributes in a recorder row, the largest", 1000)
FLEET = Measure("100,000 homes: requests in the worst second of a day ÷ the mean second", 20, 1)
FLEET_BACK = Measure("The same in the quarter of an hour after an outage of Spark", 20, 1)

SOAK = (
    WRONG,
    HIDDEN,
    LATE,
    FLAPS,
    RECOVERY,
    WAITING,
    REQUESTS,
    PUSHED_WAITING,
    LOST_WAITING,
    PUSHED_REQUESTS,
    TRIES,
    ROWS,
    ATTRIBUTE_ROWS,
    CURVE_ROWS,
    ATTRIBUTE_BYTES,
    FLEET,
    FLEET_BACK,
)

# Without a limit: how long something takes is measured, never tested.
READING = Measure("Reading and merging 1,000 events ÷ `json.loads` of the same bytes", None, 1)
TICK = Measure("The start of an interval for 50 devices ÷ 50 plain state writes", None, 1)
FORGED = Measure("A forged call of the webhook ÷ a call of an address that nobody has", None, 1)

BENCH = (READING, TICK, FORGED)


def table(title: str, measures: tuple[Measure, ...], figures: Mapping[Measure, float]) -> str:
    """Return the table in the README's form."""
    columns = [title, "Measured", *(["At most"] if any(measure.most is not None for measure in measures) else [])]
    rows = [(measure.what, *map(measure.shown, _figures(measure, figures[measure]))) for measure in measures]
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines).replace("| --- ", "|---").replace("--- |", "---|")


def _figures(measure: Measure, figure: float) -> list[float]:
    return [figure] if measure.most is None else [figure, measure.most]


def in_readme(title: str) -> str:
    """Return the README's table of a title, empty where it has none."""
    found = _find(title, README.read_text())
    return found.group() if found else ""


def write_to_readme(title: str, text: str) -> None:
    """Replace the README's table of a title."""
    page = README.read_text()
    found = _find(title, page)
    assert found, f"the README has no table {title}"
    README.write_text(page[: found.start()] + text + page[found.end() :])


def cells(row: str) -> list[str]:
    """Return the cells of a table's row."""
    return _CELL.split(row.strip().strip("|").strip())


def _find(title: str, page: str) -> re.Match[str] | None:
    return re.search(rf"^\| {re.escape(title)} \|.*(?:\n\|.*)*", page, re.MULTILINE)
