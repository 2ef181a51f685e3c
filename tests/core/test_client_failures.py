"""Everything that can go wrong between the client and Spark, as one of five errors."""

import asyncio
from typing import Any

from aiohttp import ClientSession, ClientTimeout
import pytest

from custom_components.volue_spark.spark import transport
from custom_components.volue_spark.spark.auth import ClientCredentials
from custom_components.volue_spark.spark.client import SparkClient
from custom_components.volue_spark.spark.environment import Environment
from custom_components.volue_spark.spark.errors import (
    SparkAuthError,
    SparkConnectionError,
    SparkDataError,
    SparkError,
    SparkRateLimitError,
    SparkRequestError,
)
from tests.core.conftest import Seconds
from tests.core.samples import USER
from tests.fake_spark import FakeSpark, Fault


@pytest.mark.parametrize(
    ("fault", "error", "carried"),
    [
        (Fault(status=429, headers={"Retry-After": "17"}), SparkRateLimitError, {"retry_after": 17.0}),
        (Fault(status=429), SparkRateLimitError, {"retry_after": None}),
        (Fault(status=429, headers={"Retry-After": "tomorrow"}), SparkRateLimitError, {"retry_after": None}),
        (Fault(status=500), SparkConnectionError, {"status": 500, "may_have_arrived": True}),
        (Fault(status=503, body="<html>"), SparkConnectionError, {"status": 503}),
        (Fault(drop="before"), SparkConnectionError, {"status": None, "may_have_arrived": True}),
        (Fault(drop="after"), SparkConnectionError, {"status": None, "may_have_arrived": True}),
        (Fault(status=400, body='"no such user"'), SparkRequestError, {"status": 400, "reason": "no such user"}),
        (
            Fault(status=400, body='{"title": "Bad", "detail": "Too\\n long"}'),
            SparkRequestError,
            {"reason": "Too long"},
        ),
        (Fault(status=400, body='{"title": "Bad"}'), SparkRequestError, {"reason": "Bad"}),
        (
            Fault(status=400, body='{"title": "Bad", "errors": {"a": ["One.", "Two."], "b": 3}}'),
            SparkRequestError,
            {"reason": "One. Two."},
        ),
        (Fault(status=400, body="plain words"), SparkRequestError, {"reason": "plain words"}),
        (Fault(status=400, body="<html>gateway</html>"), SparkRequestError, {"reason": ""}),
        (Fault(status=400, body='"' + "no " * 500 + '"'), SparkRequestError, {"reason": ("no " * 67)[:200]}),
        (Fault(status=409), SparkRequestError, {"status": 409, "reason": ""}),
        (Fault(status=408), SparkConnectionError, {"status": 408, "may_have_arrived": True}),
        (Fault(status=302, headers={"Location": "/elsewhere"}), SparkDataError, {}),
        (Fault(status=200, body="{"), SparkDataError, {}),
        (Fault(status=200, body="[" * 100_000), SparkDataError, {}),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_every_failure_is_one_of_five_errors(
    client: SparkClient, fake_spark: FakeSpark, fault: Fault, error: type[SparkError], carried: dict[str, Any]
) -> None:
    """Each class tells the caller what to do; nothing else may escape."""
    fake_spark.fail("POST", "users$", fault, times=None)
    with pytest.raises(SparkError) as caught:
        await client.create_user(USER)
    assert type(caught.value) is error
    assert {key: getattr(caught.value, key) for key in carried} == carried


async def test_an_answer_that_takes_too_long_may_have_arrived(
    client: SparkClient, fake_spark: FakeSpark, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever repeats such a write may carry it out twice."""
    await client.check_access()
    monkeypatch.setattr(transport, "_TIMEOUT", ClientTimeout(total=0.1))
    fake_spark.fail("POST", "users$", Fault(delay=0.2))
    with pytest.raises(SparkConnectionError) as caught:
        await client.create_user(USER)
    assert caught.value.may_have_arrived
    await asyncio.sleep(0.2)
    assert USER in fake_spark.users


async def test_a_host_that_is_not_reached_cannot_have_seen_the_request(
    session: ClientSession, fake_spark: FakeSpark, seconds: Seconds, credentials: ClientCredentials
) -> None:
    """Such a write is safe to repeat."""
    await credentials.token()
    await fake_spark.stop()
    client = SparkClient(session, Environment(fake_spark.api_url, fake_spark.token_url), credentials)
    with pytest.raises(SparkConnectionError) as caught:
        await client.has_user(USER)
    assert not caught.value.may_have_arrived


async def test_the_check_of_an_account_tells_a_wrong_address_from_wrong_credentials(
    session: ClientSession, fake_spark: FakeSpark, client: SparkClient, credentials: ClientCredentials
) -> None:
    """The remedies are different, so must the errors be."""
    await client.check_access()
    elsewhere = Environment(fake_spark.api_url + "/elsewhere", fake_spark.token_url)
    with pytest.raises(SparkDataError):
        await SparkClient(session, elsewhere, credentials).check_access()
    fake_spark.refuse_access()
    with pytest.raises(SparkAuthError):
        await client.check_access()


async def test_secrets_are_in_no_error_and_no_repr(
    credentials: ClientCredentials, client: SparkClient, fake_spark: FakeSpark
) -> None:
    """Both end up in logs that users paste into the open."""
    token = await credentials.token()
    fake_spark.fail("GET", "users", Fault(status=400, body='"no"'))
    with pytest.raises(SparkRequestError) as caught:
        await client.has_user(USER)
    shown = f"{credentials!r} {client!r} {caught.value!r} {caught.value}"
    for secret in (token, "demo-secret", "demo-client"):
        assert secret not in shown
