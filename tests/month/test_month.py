"""The month."""

import asyncio
import logging
from pathlib import Path
from typing import Any
import time

from freezegun import api
from freezegun.api import FrozenDateTimeFactory
import pytest

from tests.fake_spark import FakeSpark
from tests.month.life import Life
from tests.soak.house import MakeRecorder


@pytest.mark.parametrize("persistent_database", [True])
@pytest.mark.parametrize("enable_statistics", [True])
@pytest.mark.parametrize("enable_missing_statistics", [True])
@pytest.mark.parametrize("enable_nightly_purge", [True])
async def test_a_month(
    recorder_db_url: str,
    async_test_recorder: MakeRecorder,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
    fake_spark: FakeSpark,
) -> None:
    """Every kWh."""
    asyncio.get_running_loop().set_debug(False)
    logging.disable(logging.INFO)
    life = Life(fake_spark, freezer, hass_storage, Path(recorder_db_url.removeprefix("sqlite:///")))
    begun = api.real_perf_counter()
    await life.live(async_test_recorder)
    print("seconds", api.real_perf_counter() - begun)
