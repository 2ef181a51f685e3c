"""The account under the very name that a flow would give it, and another Spark to move to."""

from collections.abc import AsyncIterator

import pytest

from tests.fake_spark import FakeSpark
from tests.shell.conftest import Account


@pytest.fixture
def account(account: Account) -> Account:
    """Return the account as the flow that asked for it has named it."""
    account.unique_id = f"{account.spark.api_url}_demo-client"
    return account


@pytest.fixture
async def other_spark(socket_enabled: None) -> AsyncIterator[FakeSpark]:
    """Yield another Spark, empty: as production is beside the sandbox."""
    spark = FakeSpark()
    await spark.start()
    yield spark
    await spark.stop()
