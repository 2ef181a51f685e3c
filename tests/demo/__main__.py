"""The demo's command line: ``python -m tests.demo``."""

from argparse import ArgumentParser, Namespace
import asyncio
from contextlib import ExitStack
from pathlib import Path
import sys

from . import check, kills, lag, push, show
from .claims import claimed
from .folder import open_folder
from .home_assistant import HomeAssistant
from .local_spark import LocalSpark
from .progress import DemoError
from .stage import on_stage

ROOT = Path(__file__).parents[2] / ".demo"
# What is done instead of staying for people, by the option that asks for it.
PLAYS = {"check": check.run, "crash": kills.run, "lag": lag.run, "push": push.run}


def arguments() -> Namespace:
    """Return what the command line says."""
    parser = ArgumentParser(prog="scripts/demo", description="A real Home Assistant beside a local Spark.")
    parser.add_argument("--port", type=int, help="of Home Assistant: 8123, or the next free one; 0 takes any")
    parser.add_argument("--folder", type=Path, help="where the home lives: .demo/home, or .demo/check, …")
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--keep", action="store_true", help="go on with the home of the last run")
    either.add_argument("--check", action="store_true", help="set the home up, try it all once, and stop")
    either.add_argument("--crash", action="store_true", help="kill it again and again while it reports")
    either.add_argument("--lag", action="store_true", help="measure how soon a device is told, twenty times")
    either.add_argument("--push", action="store_true", help="measure how soon an event is followed, twenty times")
    return parser.parse_args()


def name_of(options: Namespace) -> str:
    """Return in which folder below the root a run lives."""
    return next((name for name in PLAYS if getattr(options, name)), "home")


def main() -> int:
    """Run in a folder and on ports that are this run's alone."""
    options = arguments()
    folder = (options.folder or ROOT / name_of(options)).resolve()
    with ExitStack() as stack:
        if not stack.enter_context(claimed(folder.with_name(f"{folder.name}.lock"))):
            raise DemoError(f"Another demo uses {folder}. Stop it, or choose another --folder.")
        name = name_of(options)
        wanted = 0 if name in PLAYS and options.port is None else options.port
        opened = open_folder(stack, folder, wanted, keep=options.keep)
        home_assistant = HomeAssistant(folder, opened.ports.home_assistant)
        spark = LocalSpark(folder, opened.ports.spark)
        play = PLAYS.get(name, show.run)
        return asyncio.run(on_stage(home_assistant, spark, play(home_assistant, spark, opened)))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except DemoError as error:
        sys.exit(f"\n{error}")
