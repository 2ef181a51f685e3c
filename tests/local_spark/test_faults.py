"""Going wrong on request, in every way that a network can."""

import asyncio
from typing import Literal

from aiohttp import ClientError, ClientSession, ClientTimeout
from freezegun.api import FrozenDateTimeFactory
import pytest

from tests.fake_spark import FakeSpark, Fault

from .partner import Partner

type Drop = Literal["before", "after", True]


async def test_a_fault_strikes_as_often_as_it_was_told(spark: FakeSpark, partner: Partner) -> None:
    """Tests of retries count on the exact number."""
    spark.fail("GET", r"/events$", Fault(status=503, headers={"Retry-After": "7"}), times=2)
    assert [(await partner.get("/events")).status for _ in range(3)] == [503, 503, 200]
    assert [seen.status for seen in spark.requests[1:]] == [503, 503, 200]


async def test_a_lasting_fault_ends_when_faults_are_cleared(spark: FakeSpark, partner: Partner) -> None:
    """An outage has no number of requests."""
    spark.fail("*", "/energy-coordination/", Fault(status=500, body="<html>", content_type="text/html"), times=None)
    for _ in range(3):
        reply = await partner.get("/users")
        assert (reply.status, reply.content_type, reply.text) == (500, "text/html", "<html>")
    assert (await partner.log_in()).status == 200
    spark.clear_faults()
    assert (await partner.get("/users")).status == 200


async def test_the_token_endpoint_can_fail_too(spark: FakeSpark, partner: Partner) -> None:
    """An outage of the login is not the same as wrong credentials."""
    spark.fail("POST", "/connect/token", Fault(status=502))
    assert (await partner.log_in()).status == 502
    assert (await partner.log_in()).status == 200


async def test_a_status_keeps_the_request_from_being_carried_out(spark: FakeSpark, partner: Partner) -> None:
    """A refused request changes nothing."""
    spark.fail("POST", "/users$", Fault(status=429))
    assert (await partner.post("/users", {"userId": "first"})).status == 429
    assert not spark.users


async def test_half_a_body_comes_back_for_a_request_that_was_carried_out(spark: FakeSpark, partner: Partner) -> None:
    """The worst answer: it is done, and the client cannot read that."""
    spark.fail("POST", "/users$", Fault(body='{"userId": "a'))
    reply = await partner.post("/users", {"userId": "first"})
    assert (reply.status, reply.text) == (201, '{"userId": "a')
    assert "first" in spark.users


async def test_a_delayed_answer_is_the_usual_one(spark: FakeSpark, partner: Partner) -> None:
    """Slow is not broken."""
    spark.fail("GET", "/users$", Fault(delay=0.05))
    begin = asyncio.get_running_loop().time()
    assert (await partner.get("/users")).status == 200
    assert asyncio.get_running_loop().time() - begin >= 0.05


async def test_who_gives_up_waiting_has_still_asked(spark: FakeSpark, partner: Partner, session: ClientSession) -> None:
    """After a timeout nobody knows whether the request arrived; here it did."""
    spark.fail("POST", "/users$", Fault(delay=0.2))
    headers = {"Authorization": f"Bearer {partner.token}"}
    hurry = ClientTimeout(total=0.05)
    with pytest.raises(TimeoutError):
        await session.post(f"{spark.api_url}/users", json={"userId": "first"}, headers=headers, timeout=hurry)
    await asyncio.sleep(0.3)
    assert "first" in spark.users
    assert spark.requests[-1].status is None


@pytest.mark.parametrize(("drop", "users"), [("before", []), (True, []), ("after", ["first"])])
async def test_a_cut_connection_may_have_carried_the_request_out(
    spark: FakeSpark, partner: Partner, drop: Drop, users: list[str]
) -> None:
    """The client sees the same error in both cases, which is the whole problem."""
    spark.fail("POST", "/users$", Fault(drop=drop))
    with pytest.raises(ClientError):
        await partner.post("/users", {"userId": "first"})
    assert list(spark.users) == users
    assert spark.requests[-1].status is None
    assert (await partner.get("/users")).status == 200


async def test_a_stop_waits_for_nobody_even_with_a_frozen_clock(
    spark: FakeSpark, partner: Partner, freezer: FrozenDateTimeFactory
) -> None:
    """Timers do not ring while a test holds the clock; waiting for one would hang the whole suite."""
    spark.fail("GET", "/users$", Fault(delay=60))
    waiting = asyncio.create_task(partner.get("/users"))
    while not spark.is_busy:  # noqa: ASYNC110
        await asyncio.sleep(0)
    await spark.stop()
    with pytest.raises(ClientError):
        await waiting


async def test_a_stopped_spark_comes_back_where_it_was(spark: FakeSpark, partner: Partner) -> None:
    """An outage of the whole machine: same address, same state, same tokens."""
    await partner.post("/users", {"userId": "first"})
    await spark.stop()
    with pytest.raises(ClientError):
        await partner.get("/users")
    await spark.start(spark.port)
    assert (await partner.get("/users/first")).status == 200
