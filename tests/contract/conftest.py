"""The file to check against, and the figures at the end."""

from collections.abc import AsyncGenerator
from datetime import timedelta
import json
import os
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
import pytest

from tests.fake_spark import Exchange, FakeSpark
from tests.local_spark.partner import Partner

from .checker import Contract
from .delivery_checker import DeliveryContract
from .quirks import put_right

CONTRACT = pytest.StashKey[Contract]()
DELIVERIES = pytest.StashKey[DeliveryContract]()


@pytest.fixture(scope="session")
def document() -> Any:
    """Return Volue's file as it is."""
    if "SPARK_OPENAPI" not in os.environ:
        pytest.skip("SPARK_OPENAPI does not name Volue's OpenAPI file")
    return json.loads(Path(os.environ["SPARK_OPENAPI"]).read_text())


@pytest.fixture(scope="session")
def contract(pytestconfig: pytest.Config, document: Any) -> Contract:
    """Return the file as it can be checked against, the same for all tests."""
    return pytestconfig.stash.setdefault(CONTRACT, Contract(put_right(document)))


@pytest.fixture(scope="session")
def delivery_contract(pytestconfig: pytest.Config, document: Any) -> DeliveryContract:
    """Return what the file says about notifications, the same for all tests."""
    return pytestconfig.stash.setdefault(DELIVERIES, DeliveryContract(put_right(document)))


@pytest.fixture
async def spark(socket_enabled: None) -> AsyncGenerator[FakeSpark]:
    """Return a Spark in which changes are effective at once."""
    spark = FakeSpark(eligibility_delay=timedelta(0))
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
def exchanges(spark: FakeSpark) -> list[Exchange]:
    """Return a list that every exchange with the API is added to."""
    seen: list[Exchange] = []
    base = spark.api_url.partition("/energy")[0]
    api = spark.api_url.removeprefix(base)
    spark.observers.append(lambda exchange: seen.append(exchange) if exchange.request.path.startswith(api) else None)
    return seen


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what was checked."""
    for contract in (config.stash.get(CONTRACT, None), config.stash.get(DELIVERIES, None)):
        if contract:
            terminalreporter.write_line(f"contract: {contract.figure}")
            for finding in contract.findings:
                terminalreporter.write_line(f"  {finding}")
