"""The question whether somebody has read that the ledger of reports was lost, or a part of it."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from .issues import ENTRY

ISSUE = "reports_lost"


@callback
def say_lost(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Say it until somebody has read it: at the next start the ledger is whole again."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{ISSUE}_{entry.entry_id}",
        is_fixable=True,
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=ISSUE,
        translation_placeholders={"account": entry.title},
        data={ENTRY: entry.entry_id},
    )
