"""Fixtures that any test may use."""

from collections.abc import AsyncIterator

import pytest

from tests.fake_spark import FakeSpark


@pytest.fixture
async def fake_spark(socket_enabled: None) -> AsyncIterator[FakeSpark]:
    """Yield a local Spark on a real socket, empty, at the present time."""
    spark = FakeSpark()
    await spark.start()
    yield spark
    await spark.stop()
