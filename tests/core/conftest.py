"""A client of the local Spark, and a clock that tests turn by hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import ClientSession
from hypothesis import HealthCheck, settings
import pytest

from custom_components.volue_spark.spark.auth import ClientCredentials
from custom_components.volue_spark.spark.client import SparkClient
from custom_components.volue_spark.spark.environment import Environment
from tests.fake_spark import FakeSpark

# No folder of found examples beside the tests: what was found once belongs into a test of its own.
# A busy machine is no failure either.
settings.register_profile("here", database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")


@dataclass
class Seconds:
    """A monotonic clock."""

    now: float = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    """Return the clock that tokens age by."""
    return Seconds()


@pytest.fixture
async def session(socket_enabled: None) -> AsyncIterator[ClientSession]:
    """Yield a real session."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def credentials(session: ClientSession, fake_spark: FakeSpark, seconds: Seconds) -> ClientCredentials:
    """Return the right credentials."""
    return ClientCredentials(session, fake_spark.token_url, "demo-client", "demo-secret", seconds)


@pytest.fixture
def client(session: ClientSession, fake_spark: FakeSpark, credentials: ClientCredentials) -> SparkClient:
    """Return a client with the right credentials."""
    return SparkClient(session, Environment(fake_spark.api_url, fake_spark.token_url), credentials)
