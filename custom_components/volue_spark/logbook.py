"""The lines of the logbook: what became of each report, and of a month."""

from collections.abc import Callable
from typing import Any

from homeassistant.components.logbook.const import LOGBOOK_ENTRY_MESSAGE, LOGBOOK_ENTRY_NAME
from homeassistant.core import Event, HomeAssistant, callback

from .const import DOMAIN, EVENT_MONTH, EVENT_REPORT
from .words import Texts, of_month, of_report, texts_at_hand

type Told = dict[str, Any]


@callback
def async_describe_events(
    hass: HomeAssistant, async_describe_event: Callable[[str, str, Callable[[Event[Told]], dict[str, str]]], None]
) -> None:
    """Say how the lines are written."""

    def lines(write: Callable[[Told, Texts], str]) -> Callable[[Event[Told]], dict[str, str]]:
        @callback
        def line(event: Event[Told]) -> dict[str, str]:
            message = write(event.data, texts_at_hand(hass))
            return {LOGBOOK_ENTRY_NAME: event.data["home"], LOGBOOK_ENTRY_MESSAGE: message}

        return line

    async_describe_event(DOMAIN, EVENT_REPORT, lines(of_report))
    async_describe_event(DOMAIN, EVENT_MONTH, lines(of_month))
