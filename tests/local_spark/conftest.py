"""A Spark with a clock of its own, and a partner who is logged in."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

from aiohttp import ClientSession
import pytest

from tests.fake_spark import FakeSpark

from .partner import Clock, Partner
from .receiver import Receiver


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands at half past seven on a morning in March, UTC."""
    return Clock(datetime(2026, 3, 4, 7, 30, tzinfo=UTC))


@pytest.fixture
async def spark(socket_enabled: None, clock: Clock) -> AsyncGenerator[FakeSpark]:
    """Return a Spark that listens, and whose tokens outlast every test."""
    spark = FakeSpark(now=clock, token_lifetime=timedelta(days=1000))
    await spark.start()
    yield spark
    await spark.stop()


@pytest.fixture
async def session(socket_enabled: None) -> AsyncGenerator[ClientSession]:
    """Return a session without any settings."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
async def partner(spark: FakeSpark, session: ClientSession) -> Partner:
    """Return a partner with a token."""
    partner = Partner(spark.api_url, spark.token_url, session)
    await partner.log_in()
    return partner


@pytest.fixture
async def receiver(socket_enabled: None) -> AsyncGenerator[Receiver]:
    """Return somebody who can be told."""
    async with Receiver() as receiver:
        yield receiver
