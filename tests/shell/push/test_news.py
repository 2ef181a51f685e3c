"""What comes of a notification: a curve, an enrollment, and nothing a second time."""

import asyncio
from datetime import UTC, datetime, timedelta
import time
from typing import Any

from homeassistant.components import webhook
from homeassistant.util.aiohttp import MockRequest
import pytest

from custom_components.volue_spark.spark.notified import Notified
from tests.fake_spark import FakeSpark
from tests.fake_spark.mischief import Mischief
from tests.shell.conftest import CHARGER, LOCATION, USER, Account

from .caller import Caller, logged, notification, push

PRICE_DELTA = "sensor.charger_price_delta"


def publish(spark: FakeSpark, delta: float = -0.35) -> None:
    """Publish a curve for this hour and the next."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    spark.publish_price_curve([(CHARGER, LOCATION)], [(now, delta), (now + timedelta(hours=1), delta)])


async def settled(account: Account) -> None:
    """Wait until nothing goes on."""
    await account.hass.async_block_till_done(wait_background_tasks=True)


def delta(account: Account) -> str:
    """Return the state that the household sees."""
    state = account.hass.states.get(PRICE_DELTA)
    assert state
    return state.state


async def test_a_curve_is_there_after_one_delivery(caller: Caller, account: Account) -> None:
    """That is what it is all for: no poll is waited for."""
    publish(account.spark)
    await account.spark.deliver()
    await settled(account)
    assert (delta(account), push(account).state) == ("-0.35", "working")


async def test_what_is_delivered_twice_or_again_costs_no_second_poll(caller: Caller, account: Account) -> None:
    """Spark repeats what it believes to be lost, and so may anybody who has read it on the way."""
    account.spark.meddle(Mischief(copies=3))
    polls = caller.polls()
    publish(account.spark)
    await account.spark.deliver()
    await settled(account)
    heard = push(account).last
    sent = account.spark.deliveries[-1].body.encode()
    assert [await caller.call(sent) for _ in range(5)] == [200] * 5
    await settled(account)
    assert (caller.polls(), push(account).last) == (polls + 1, heard)


async def test_what_was_heard_before_a_restart_costs_no_poll_after_it(caller: Caller, account: Account) -> None:
    """What is remembered of it is gone; that the event is known is not."""
    publish(account.spark)
    await account.spark.deliver()
    await settled(account)
    [entry] = account.hass.config_entries.async_entries("volue_spark")
    await account.hass.config_entries.async_reload(entry.entry_id)
    await settled(account)
    polls, heard = caller.polls(), push(account).last
    assert await caller.call(account.spark.deliveries[-1].body.encode()) == 200
    await settled(account)
    assert (caller.polls(), push(account).last) == (polls, heard)


@pytest.mark.parametrize("mischief", [Mischief(signature="wrong"), Mischief(signature="none"), Mischief(is_cut=True)])
async def test_what_is_signed_wrongly_or_cut_brings_nothing(
    caller: Caller, account: Account, mischief: Mischief
) -> None:
    """The next one, signed as it should be, brings it all the same."""
    polls = caller.polls()
    account.spark.meddle(mischief)
    publish(account.spark)
    await account.spark.deliver()
    await settled(account)
    assert (delta(account), caller.polls()) == ("0.0", polls)


async def test_news_of_eligibility_enrolls_a_home_within_the_second(account: Account, set_up: Any, server: Any) -> None:
    """From then on it earns money; a poll would have found it two hours later."""
    account.is_eligible = False
    await set_up()
    spark = account.spark
    assert USER not in spark.enrollments
    spark.users[USER].is_eligible = True
    spark.publish_raw(
        {
            "id": "eligible",
            "createdAt": datetime.now(UTC).isoformat(),
            "payload": {"payloadType": "UserEligibility", "addedUsers": [USER], "removedUsers": []},
        }
    )
    began = time.monotonic()
    await spark.deliver()
    await settled(account)
    assert USER in spark.enrollments
    state = account.hass.states.get("sensor.test_home_taking_part")
    assert state
    assert state.state == "taking_part"
    assert time.monotonic() - began < 1


async def test_an_error_of_ours_is_told_to_spark_which_sends_it_again(
    caller: Caller, account: Account, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Home Assistant answers 200 to what its handlers fail at, and writes the address into the log."""
    body = notification("event-1")
    with monkeypatch.context() as broken:
        broken.setattr(Notified, "hear", lambda *_: 1 / 0)
        assert await caller.call(body) == 500
    assert "could not be taken in" in logged(caplog)
    assert caller.path.rpartition("/")[2] not in logged(caplog)
    assert await caller.call(body) == 200
    assert push(account).last is not None


async def test_a_cloud_hook_hands_out_the_same_bytes(caller: Caller, account: Account) -> None:
    """It brings no request, but what looks like one, and has no way to read it whole."""
    hook_id = caller.path.rpartition("/")[2]
    publish(account.spark)
    body = notification(list(account.spark.events)[-1])

    async def call(body: bytes, **headers: str) -> int:
        request = MockRequest(body, "cloud", "POST", headers=caller.signed(body) | headers)
        return (await webhook.async_handle_webhook(account.hass, hook_id, request)).status

    assert await call(body.ljust(1024 * 1024 + 1)) == 413
    assert await call(body, **{"X-Payload-Signature": "forged \ud800"}) == 401
    assert await call(body, **{"Content-Encoding": "gzip"}) == 415
    assert (await call(b"{"), delta(account)) == (400, "0.0")
    assert await call(body) == 200
    await settled(account)
    assert delta(account) == "-0.35"


async def test_nobody_answers_for_an_account_that_is_unloaded(caller: Caller, account: Account) -> None:
    """What was switched off must not go on asking Spark."""
    [entry] = account.hass.config_entries.async_entries("volue_spark")
    polls = caller.polls()
    body = notification("event-1")
    await account.hass.config_entries.async_unload(entry.entry_id)
    assert await caller.call(body) == 200
    await settled(account)
    assert caller.polls() == polls


async def test_nothing_of_it_is_logged_with_its_secrets(
    caller: Caller, account: Account, caplog: pytest.LogCaptureFixture
) -> None:
    """People show their logs to the world; who has the address and the secret is Spark."""
    publish(account.spark)
    await account.spark.deliver()
    delivery = account.spark.deliveries[-1]
    for signature in (delivery.signature, "forged", ""):
        await caller.call(delivery.body.encode(), {"X-Payload-Signature": signature or ""})
    await caller.call(b"{")
    await asyncio.sleep(0)
    await settled(account)
    [there] = account.spark.webhooks.values()
    for secret in (caller.path.rpartition("/")[2], there.secret, delivery.signature, delivery.notification_id):
        assert secret
        assert secret not in logged(caplog)
