"""The token: asked for seldom, renewed in time, and what a login means that declines."""

import asyncio
import json

import pytest

from custom_components.volue_spark.spark.client import SparkClient
from custom_components.volue_spark.spark.errors import (
    SparkAuthError,
    SparkConnectionError,
    SparkDataError,
    SparkError,
    SparkRateLimitError,
)
from tests.core.conftest import Seconds
from tests.core.samples import USER, answering, paths, token_requests
from tests.fake_spark import FakeSpark, Fault


async def test_one_token_serves_until_shortly_before_its_end(
    client: SparkClient, fake_spark: FakeSpark, seconds: Seconds
) -> None:
    """A token that expires on the way costs a request and looks like a wrong secret."""
    for now, tokens in ((0, 1), (3_539, 1), (3_541, 2), (3_600, 2), (7_200, 3)):
        seconds.now = now
        await client.has_user(USER)
        assert token_requests(fake_spark) == tokens, now


@pytest.mark.parametrize(
    ("expires_in", "renewed_at"), [(None, 3_540), ("soon", 3_540), (-5, 3_540), (10**400, 3_540), (60, 30), (1, 0.5)]
)
async def test_a_token_without_a_usable_lifetime_lasts_an_hour(
    client: SparkClient, fake_spark: FakeSpark, seconds: Seconds, expires_in: object, renewed_at: float
) -> None:
    """Trusted as it is, a lifetime of -5 would ask for a token with every request."""
    granted = {"access_token": "made-up", "expires_in": expires_in}
    fake_spark.fail("POST", "token", answering(granted), times=None)
    fake_spark.fail("GET", "users", Fault(status=404), times=None)
    for now, tokens in ((0, 1), (renewed_at - 0.1, 1), (renewed_at, 2)):
        seconds.now = now
        await client.has_user(USER)
        assert token_requests(fake_spark) == tokens, now


async def test_requests_at_the_same_time_share_one_token(client: SparkClient, fake_spark: FakeSpark) -> None:
    """Ten entities waking together must not log in ten times."""
    await asyncio.gather(*(client.has_user(USER) for _ in range(10)))
    assert token_requests(fake_spark) == 1


async def test_a_revoked_token_is_renewed_once_and_the_request_repeated(
    client: SparkClient, fake_spark: FakeSpark
) -> None:
    """Spark may forget a token early; the user's secret is still right."""
    await client.has_user(USER)
    fake_spark.revoke_tokens()
    assert not await client.has_user(USER)
    assert token_requests(fake_spark) == 2
    assert [seen.status for seen in fake_spark.requests if "users" in seen.path] == [404, 401, 404]


@pytest.mark.parametrize("status", [401, 403])
async def test_an_api_that_refuses_a_fresh_token_means_no_access(
    client: SparkClient, fake_spark: FakeSpark, status: int
) -> None:
    """Wrong credentials and a missing approval have different remedies."""
    fake_spark.fail("GET", "users", Fault(status=status), times=None)
    with pytest.raises(SparkAuthError) as caught:
        await client.has_user(USER)
    assert caught.value.token_granted
    assert len(paths(fake_spark)) == (2 if status == 401 else 1)


@pytest.mark.parametrize("status", [400, 401, 403])
@pytest.mark.parametrize(
    "body",
    [
        '{"error": "invalid_client"}',
        '{"error": "unauthorized_client"}',
        '{"error": "invalid_grant"}',
        '{"error": "invalid_scope"}',
        '{"error": "unsupported_grant_type"}',
        '{"error": "access_denied"}',
        '{"error": "a_word_of_its_own"}',
        '{"error": ["server_error"]}',
        '{"error": null}',
        "{}",
        "[]",
        "",
        "{",
        "[" * 100_000,
        "<html>temporarily_unavailable</html>",
    ],
    ids=lambda value: str(value)[:40],
)
async def test_a_login_that_declines_means_wrong_credentials(
    client: SparkClient, fake_spark: FakeSpark, status: int, body: str
) -> None:
    """The user has to enter the secret again, nothing else helps."""
    fake_spark.fail("POST", "token", Fault(status=status, body=body))
    with pytest.raises(SparkAuthError) as caught:
        await client.has_user(USER)
    assert not caught.value.token_granted


@pytest.mark.parametrize("status", [400, 401, 403])
@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("temporarily_unavailable", SparkConnectionError),
        ("server_error", SparkConnectionError),
        ("invalid_request", SparkDataError),
    ],
)
async def test_a_login_in_trouble_does_not_blame_the_credentials(
    client: SparkClient, fake_spark: FakeSpark, status: int, word: str, error: type[SparkError]
) -> None:
    """Asked for a new secret, the user would make one in vain, and the polls would stop until then."""
    fake_spark.fail("POST", "token", Fault(status=status, body=json.dumps({"error": word})))
    with pytest.raises(SparkError) as caught:
        await client.create_user(USER)
    assert type(caught.value) is error
    assert not caught.value.may_have_arrived
    assert getattr(caught.value, "status", status) == status
    await client.create_user(USER)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(status=404), SparkDataError),
        (Fault(status=405, body='{"error": "invalid_client"}'), SparkDataError),
        (Fault(status=302, headers={"Location": "/elsewhere"}), SparkDataError),
        (Fault(status=429, headers={"Retry-After": "17"}), SparkRateLimitError),
        (Fault(status=503), SparkConnectionError),
        (Fault(drop="before"), SparkConnectionError),
    ],
    ids=str,
)
async def test_a_login_that_fails_is_never_an_answer_of_the_api(
    client: SparkClient, fake_spark: FakeSpark, fault: Fault, error: type[SparkError]
) -> None:
    """A 404 from there means neither "no such user" nor "deleted already"."""
    fake_spark.fail("POST", "token", fault, times=None)
    for call in (client.has_user, client.is_enrolled, client.delete_user, client.create_user):
        with pytest.raises(SparkError) as caught:
            await call(USER)
        assert type(caught.value) is error
        assert not caught.value.may_have_arrived


@pytest.mark.parametrize("body", ["[]", "{}", '{"access_token": 5}', '{"access_token": ""}', "", "<html>", "{"])
async def test_a_login_without_a_token_is_an_error(client: SparkClient, fake_spark: FakeSpark, body: str) -> None:
    """A portal page must not become an empty bearer token."""
    fake_spark.fail("POST", "token", Fault(status=200, body=body))
    with pytest.raises(SparkDataError):
        await client.has_user(USER)
