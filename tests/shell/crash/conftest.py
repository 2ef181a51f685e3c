"""Real files and a real recorder; each test starts as many Home Assistants as it needs."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from tests.fake_spark import FakeSpark
from tests.shell.crash.cut import bury
from tests.shell.crash.house import STARTS, House

type Build = Callable[[], Awaitable[House]]


@pytest.fixture
def auto_enable_custom_integrations() -> None:
    """Leave it to the house: there is no Home Assistant yet."""


@pytest.fixture
async def build(
    tmp_path: Path, socket_enabled: None, freezer: FrozenDateTimeFactory, async_test_recorder: Any
) -> AsyncIterator[Build]:
    """Yield what builds a house with a Spark of its own, in which Home Assistant is about to start."""
    async with AsyncExitStack() as stack:
        houses: list[House] = []

        async def build() -> House:
            freezer.move_to(STARTS)
            spark = FakeSpark()
            await spark.start()
            stack.push_async_callback(spark.stop)
            houses.append(House(spark, freezer, async_test_recorder, tmp_path / f"house-{len(houses)}"))
            return houses[-1]

        yield build
        bury()


@pytest.fixture
async def house(build: Build) -> House:
    """Return a house in which Home Assistant is about to start."""
    return await build()
