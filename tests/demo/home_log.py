"""What Home Assistant wrote into its log, and which of it concerns us."""

from collections.abc import Iterator
from pathlib import Path
import re
from typing import NamedTuple

from .progress import DemoError

OURS = "volue_spark"
# Home Assistant says this of every custom integration.
ORDINARY = f"We found a custom integration {OURS}"
# They miss programs of the system (ffmpeg, turbojpeg) that a demo does without.
ELSEWHERE = ("haffmpeg", "homeassistant.components.camera")
BAD = {"WARNING", "ERROR", "CRITICAL"}
START = re.compile(r"\d{4}-\d\d-\d\d [\d:.+]+ (?P<level>[A-Z]+) \(.*?\) \[(?P<logger>[^\]]+)\] ")


class Record(NamedTuple):
    """One entry of the log, its traceback included."""

    level: str
    logger: str
    text: str

    @property
    def is_ours(self) -> bool:
        """Whether it is our fault: it names us, or it is a traceback from we do not know where."""
        if any(OURS in line and ORDINARY not in line for line in self.text.splitlines()):
            return True
        return "Traceback" in self.text and not self.logger.startswith(ELSEWHERE)


def read(log: Path) -> str:
    """Return how clean the log is; fail with the entries that are ours."""
    bad = [record for record in records(log.read_text(errors="replace")) if record.level in BAD]
    if ours := [record.text for record in bad if record.is_ours]:
        raise DemoError("expected no error of ours, saw\n" + "\n".join(ours))
    errors = [record for record in bad if record.level != "WARNING"]
    where = ", ".join(sorted({record.logger for record in errors})) or "none"
    return f"0 errors, warnings or tracebacks of ours; {len(errors)} unrelated errors: {where}"


def records(text: str) -> Iterator[Record]:
    """Return the entries in their order; what precedes the first counts as an error."""
    level, logger, lines = "ERROR", "", list[str]()
    for line in text.splitlines():
        if found := START.match(line):
            if lines:
                yield Record(level, logger, "\n".join(lines))
            level, logger, lines = found["level"], found["logger"], []
        lines.append(line)
    if lines:
        yield Record(level, logger, "\n".join(lines))
