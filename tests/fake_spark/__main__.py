"""The local Spark as a process: ``python -m tests.fake_spark --port 8571 --rhythm``."""

from argparse import ArgumentParser, Namespace
import asyncio
from contextlib import suppress
from datetime import timedelta
import json
from pathlib import Path
import signal
import sys

from . import FakeSpark
from .scenarios import rhythm

SAVE_EVERY = 2.0


def arguments() -> Namespace:
    """Return what the command line says."""
    parser = ArgumentParser(prog="python -m tests.fake_spark", description="A local Spark on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--client-id", default="demo-client")
    parser.add_argument("--client-secret", default="demo-secret")
    parser.add_argument("--eligibility-delay", type=float, default=600.0, metavar="SECONDS")
    parser.add_argument("--state", type=Path, metavar="FILE", help="kept across restarts, without tokens")
    parser.add_argument("--rhythm", action="store_true", help="always have something to see")
    return parser.parse_args()


def spark_from(args: Namespace) -> FakeSpark:
    """Return the Spark that the command line describes, with its state of last time."""
    spark = FakeSpark(
        client_id=args.client_id,
        client_secret=args.client_secret,
        eligibility_delay=timedelta(seconds=args.eligibility_delay),
    )
    spark.scenario = rhythm if args.rhythm else None
    if args.state and args.state.exists():
        spark.load_json(json.loads(args.state.read_text()))
    return spark


def save(spark: FakeSpark, file: Path | None, last: str) -> str:
    """Write the state if it differs from the last one, all of it or nothing."""
    text = json.dumps(spark.to_json(), indent=1)
    if file and text != last:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(file.name + ".new")
        draft.write_text(text)
        draft.replace(file)
    return text


async def live(spark: FakeSpark, port: int, file: Path | None) -> None:
    """Serve until a signal comes; time passes and is kept in between."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await spark.start(port)
    spark.start_delivering()
    sys.stdout.write(f"Spark is ready: api {spark.api_url} token {spark.token_url}\n")
    sys.stdout.flush()
    last = ""
    while not stop.is_set():
        spark.tick()
        last = save(spark, file, last)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SAVE_EVERY)
    await spark.stop()
    save(spark, file, last)


if __name__ == "__main__":
    given = arguments()
    asyncio.run(live(spark_from(given), given.port, given.state))
