"""The evening after an event, as in the tests of reports, and the page of repairs."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.shell.hours import settle
from tests.shell.repairs.conftest import desk
from tests.shell.reports.conftest import auto_enable_custom_integrations, mock_recorder_before_hass, yesterday

__all__ = ["auto_enable_custom_integrations", "desk", "mock_recorder_before_hass", "yesterday"]

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


@pytest.fixture
def days_pass(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Callable[[float], Awaitable[None]]:
    """Return what lets days pass in one leap."""

    async def pass_days(days: float) -> None:
        freezer.tick(timedelta(days=days))
        await settle(hass)

    return pass_days
