"""Where a run lives: a folder, new or kept, and two ports."""

from contextlib import ExitStack
import json
from pathlib import Path
import shutil
from typing import NamedTuple

from .claims import claim_port
from .progress import DemoError

KEPT = "ports.json"


class Ports(NamedTuple):
    """The ports of both servers; 0 stands for any."""

    home_assistant: int
    spark: int


USUAL = Ports(8123, 8571)
ANY = Ports(0, 0)


class Opened(NamedTuple):
    """A folder ready for use, empty or with a home that was set up to its end."""

    folder: Path
    ports: Ports
    is_new: bool

    def keep(self) -> None:
        """Remember that the home is complete and which ports it knows."""
        (self.folder / KEPT).write_text(json.dumps(self.ports._asdict()))


def open_folder(stack: ExitStack, folder: Path, port: int | None, *, keep: bool) -> Opened:
    """Claim the ports until the stack ends; empty the folder unless it is kept."""
    last = last_ports(folder) if keep else None
    wanted = last or (ANY if port == 0 else USUAL)
    if port is not None:
        wanted = wanted._replace(home_assistant=port)
    ports = Ports(*(claim_port(stack, number) for number in wanted))
    if last and ports.spark != last.spark:
        # The account of the kept home says where its Spark is.
        raise DemoError(f"The kept home needs port {last.spark} for its Spark, and something else is there.")
    if not last:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    return Opened(folder, ports, is_new=not last)


def last_ports(folder: Path) -> Ports | None:
    """Return the ports of the last run, None where nothing was kept."""
    try:
        return Ports(**json.loads((folder / KEPT).read_text()))
    except FileNotFoundError:
        return None
