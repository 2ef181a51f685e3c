"""The evening after an event, as in the tests of reports, and the page of repairs."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from tests.shell.hours import settle
from tests.shell.repairs.conftest import desk
from tests.shell.reports.conftest import auto_enable_custom_integrations, mock_recorder_before_hass, yesterday

__all__ = ["auto_enable_custom_integrations", "desk", "mock_recorder_before_hass", "yesterday"]


@pytest.fixture(autouse=True)
async def rest(hass: HomeAssistant, yesterday: None) -> AsyncIterator[None]:
    """Let a round that a test has woken come to its end before the recorder does."""
    yield
    await settle(hass)


type Act = Callable[..., Awaitable[list[dict[str, Any]]]]


def action(hass: HomeAssistant, name: str) -> Act:
    """Return what calls an action of ours and returns the reports that it tells."""

    async def act(**data: Any) -> list[dict[str, Any]]:
        answer = await hass.services.async_call("volue_spark", name, data, blocking=True, return_response=True)
        assert answer
        return answer["reports"]  # type: ignore[return-value]

    return act


@pytest.fixture
def get_reports(hass: HomeAssistant) -> Act:
    """Return the action that tells the ledger."""
    return action(hass, "get_reports")


@pytest.fixture
def report_usage(hass: HomeAssistant) -> Act:
    """Return the action that sends."""
    return action(hass, "report_usage")
