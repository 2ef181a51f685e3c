"""Who may come in: tokens, their end, and environments that are closed."""

from collections.abc import AsyncGenerator
from datetime import timedelta

from aiohttp import ClientSession
from freezegun.api import FrozenDateTimeFactory
import pytest

from tests.fake_spark import FakeSpark

from .partner import Clock, Partner


@pytest.fixture
async def spark(socket_enabled: None, clock: Clock) -> AsyncGenerator[FakeSpark]:
    """Return a Spark whose tokens last as long as Spark's own."""
    spark = FakeSpark(now=clock)
    await spark.start()
    yield spark
    await spark.stop()


async def test_a_token_lasts_an_hour_and_no_longer(partner: Partner, clock: Clock) -> None:
    """A client that never renews its token would pass every other test."""
    clock.advance(minutes=59)
    assert (await partner.get("/users")).status == 200
    clock.advance(minutes=1)
    late = await partner.get("/users")
    assert (late.status, late.text) == (401, "")


async def test_the_answer_says_how_long_the_token_lasts(partner: Partner) -> None:
    """Clients are told to trust expires_in, so it has to be true."""
    reply = await partner.log_in()
    assert reply.json == {"access_token": partner.token, "expires_in": 3600, "token_type": "Bearer"}


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"client_secret": "guessed"}, "invalid_client"),
        ({"client_id": "stranger"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
    ids=["wrong secret", "unknown client", "another grant"],
)
async def test_a_refused_login_names_its_error(partner: Partner, form: dict[str, str], error: str) -> None:
    """A client tells wrong credentials from an outage by the error member alone."""
    reply = await partner.log_in(**form)
    assert (reply.status, reply.json) == (400, {"error": error})


async def test_a_form_without_a_grant_is_no_login(spark: FakeSpark, session: ClientSession) -> None:
    """The grant has to be named, even though there is only one."""
    async with session.post(spark.token_url, data={"client_id": "demo-client"}) as response:
        assert (response.status, await response.json()) == (400, {"error": "invalid_request"})


async def test_credentials_as_json_are_no_login(spark: FakeSpark, session: ClientSession) -> None:
    """The token endpoint wants a form; a client that sends JSON would fail at the real one."""
    body = {"grant_type": "client_credentials", "client_id": "demo-client", "client_secret": "demo-secret"}
    async with session.post(spark.token_url, json=body) as response:
        assert (response.status, await response.json()) == (400, {"error": "invalid_request"})


@pytest.mark.parametrize("token", ["", "made-up"], ids=["no token", "unknown token"])
async def test_nobody_comes_in_without_a_good_token(partner: Partner, token: str) -> None:
    """Every endpoint asks for a token, the ones that do not exist included."""
    partner.token = token
    for path in ("/events", "/users/eligible", "/meters/1/eligible", "/nowhere"):
        assert (await partner.get(path)).status == 401


async def test_revoked_tokens_are_rejected_and_new_ones_are_granted(spark: FakeSpark, partner: Partner) -> None:
    """A token can die before its time; a client has to fetch another, once."""
    spark.revoke_tokens()
    assert (await partner.get("/users")).status == 401
    await partner.log_in()
    assert (await partner.get("/users")).status == 200


async def test_a_closed_environment_grants_tokens_and_refuses_everything_else(
    spark: FakeSpark, partner: Partner
) -> None:
    """Good credentials without access to production must not look like bad credentials."""
    spark.refuse_access()
    assert (await partner.log_in()).status == 200
    assert (await partner.get("/users")).status == 403
    spark.allow_access()
    assert (await partner.get("/users")).status == 200


async def test_the_default_clock_can_be_frozen(
    socket_enabled: None, session: ClientSession, freezer: FrozenDateTimeFactory
) -> None:
    """Tests of the integration move one clock for both sides."""
    spark = FakeSpark(token_lifetime=timedelta(minutes=5))
    await spark.start()
    partner = Partner(spark.api_url, spark.token_url, session)
    await partner.log_in()
    freezer.tick(timedelta(minutes=5))
    assert (await partner.get("/users")).status == 401
    await spark.stop()


async def test_no_secret_is_kept_of_what_was_seen(spark: FakeSpark, partner: Partner) -> None:
    """A failing test prints the seen requests; a secret in them would end up in a log."""
    await partner.post("/users", {"userId": "first"})
    await partner.post("/webhooks", {"webhookUrl": "http://127.0.0.1/", "webhookSecret": "between-us"})
    shown = repr(spark.requests)
    assert "demo-secret" not in shown
    assert partner.token not in shown
    assert "between-us" not in shown
    assert "between-us" not in repr(spark.webhooks)
    assert [(seen.method, seen.path.rpartition("/")[2], seen.status) for seen in spark.requests] == [
        ("POST", "token", 200),
        ("POST", "users", 201),
        ("POST", "webhooks", 201),
    ]
