"""Webhooks across restarts: who is told, with which secret, and of what they have not heard yet."""

import json
from pathlib import Path

from aiohttp import ClientSession

from tests.fake_spark import FakeSpark
from tests.fake_spark.notifications import signature

from .partner import Clock, Partner
from .receiver import Receiver
from .test_process import running

CURVE = {"id": "e-1", "payload": {"payloadType": "PriceCurve"}}


async def test_webhooks_and_what_they_wait_for_survive_json(
    spark: FakeSpark, partner: Partner, receiver: Receiver, clock: Clock
) -> None:
    """A repetition comes when it would have come, under the same id, signed with the same secret."""
    webhook_id = await partner.subscribe(receiver.url, webhookSecret="former")
    await partner.ask("PATCH", f"/webhooks/{webhook_id}", {"webhookSecret": "between-us", "name": "Home"})
    receiver.statuses = [503]
    spark.publish_raw(CURVE)
    await spark.deliver()
    kept = spark.to_json()
    other = FakeSpark(now=clock)
    other.load_json(json.loads(json.dumps(kept)))
    assert other.to_json() == kept
    assert other.webhooks == spark.webhooks
    await other.deliver()
    assert len(receiver.letters) == 1
    clock.advance(seconds=5)
    await other.deliver()
    first, second = receiver.letters
    assert first == second
    assert second.signature == signature("between-us", second.body.decode())


def test_a_state_from_before_there_were_webhooks_is_read(clock: Clock) -> None:
    """A demo of last month has to start."""
    spark = FakeSpark(now=clock)
    old = {name: part for name, part in spark.to_json().items() if name not in ("webhooks", "notifications")}
    spark.publish_raw(CURVE)
    spark.load_json(old)
    assert (spark.events, spark.webhooks) == ({}, {})


async def test_a_process_tells_its_webhooks_by_itself_and_after_a_restart(
    session: ClientSession, receiver: Receiver, tmp_path: Path
) -> None:
    """The demo's integration registers once; a stop amid a delivery must not lose the event."""
    state = str(tmp_path / "spark.json")
    async with running(session, "--state", state) as partner:
        await partner.log_in()
        await partner.subscribe(receiver.url, webhookSecret="between-us")
        await partner.post("/simulation/events/pricecurve", {})
        while not receiver.letters:
            await receiver.next_letter()
        receiver.is_deaf = True
        receiver.arrived.clear()
        await partner.post("/simulation/events/pricecurve", {})
        while len(receiver.letters) == 1:
            await receiver.next_letter()
    receiver.is_deaf = False
    async with running(session, "--state", state):
        while len(receiver.letters) == 2:
            await receiver.next_letter()
    _, before, after = receiver.letters
    assert before == after
    assert after.signature == signature("between-us", after.body.decode())
