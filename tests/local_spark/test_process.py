"""The local Spark as a process, and its state across restarts."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import json
import os
from pathlib import Path
import re
import signal
import sys

from aiohttp import ClientSession

from tests.fake_spark import FakeSpark
from tests.fake_spark.__main__ import save

from .partner import Clock, Partner

READY = re.compile(r"Spark is ready: api (http://127\.0\.0\.1:\d+/\S+) token (http://127\.0\.0\.1:\d+/\S+)\n")
ROOT = Path(__file__).parent.parent.parent


@asynccontextmanager
async def running(session: ClientSession, *arguments: str) -> AsyncGenerator[Partner]:
    """Run the process, and end it as a service manager would; give a partner without a token."""
    command = (sys.executable, "-m", "tests.fake_spark", *arguments)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    found = READY.match(line)
    try:
        assert found, line
        yield Partner(found[1], found[2], session)
    finally:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0


async def test_a_process_keeps_its_state_and_forgets_its_tokens(session: ClientSession, tmp_path: Path) -> None:
    """A demo that forgets its users at every restart would make the integration look broken."""
    state = str(tmp_path / "spark.json")
    async with running(session, "--state", state, "--eligibility-delay", "0", "--rhythm") as partner:
        await partner.log_in()
        await partner.settle("first")
        await partner.equip("first", "charger", "car")
        assert (await partner.post("/users/first/enrollment")).status == 200
        events = await partner.events()
        assert {event["payload"]["payloadType"] for event in events} == {"UserEligibility", "PriceCurve"}
    assert await asyncio.to_thread(os.listdir, tmp_path) == ["spark.json"]
    async with running(session, "--state", state, "--rhythm") as partner:
        partner.token = "from before"
        assert (await partner.get("/users")).status == 401
        await partner.log_in()
        assert (await partner.get("/users/first/enrollment")).json["isEnrolled"] is True
        assert await partner.events() == events


async def test_a_process_has_the_credentials_it_was_given(session: ClientSession) -> None:
    """Two demos side by side must not answer each other's clients."""
    async with running(session, "--client-id", "someone", "--client-secret", "else") as partner:
        assert (await partner.log_in()).status == 400
        assert (await partner.log_in(client_id="someone", client_secret="else")).status == 200


async def test_the_state_survives_json(spark: FakeSpark, partner: Partner, clock: Clock) -> None:
    """Half a state would be worse than none: pending changes and told ones belong to it."""
    await partner.settle("first", meterPointIds=["m-1"])
    await partner.equip("first", "charger", "car")
    clock.advance(minutes=10)
    await partner.post("/users/first/enrollment")
    await partner.settle("second")
    kept = spark.to_json()
    assert partner.token not in json.dumps(kept)
    other = FakeSpark(now=clock)
    other.load_json(json.loads(json.dumps(kept)))
    assert other.to_json() == kept
    assert (other.users, other.locations, other.resources) == (spark.users, spark.locations, spark.resources)
    assert (other.enrollments, other.events) == (spark.enrollments, spark.events)
    clock.advance(minutes=10)
    other.tick()
    assert list(other.events.values())[-1].body["payload"]["addedUsers"] == ["second"]


def test_an_unchanged_state_is_not_written_again(tmp_path: Path) -> None:
    """A demo on a memory card would wear it out."""
    file = tmp_path / "spark.json"
    spark = FakeSpark()
    last = save(spark, file, "")
    file.unlink()
    assert save(spark, file, last) == last
    assert not file.exists()
