"""The repair issue of a home that is set up no more and whose month at Spark is worth something."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .owned import OwnedHome
from .spark.models import LocationId

ISSUE = "home_left_at_spark"


def issue_id(location_id: LocationId) -> str:
    """Return the issue's id: the same for a home at every start, and no id of Spark's."""
    return f"{ISSUE}_{sha256(location_id.encode()).hexdigest()[:12]}"


@callback
def raise_issue(hass: HomeAssistant, entry: ConfigEntry[Any], home: OwnedHome, amounts: Mapping[str, float]) -> None:
    """Let a person decide; ``amounts`` are what the month has earned, by currency."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id(home.location_id),
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=ISSUE,
        translation_placeholders={
            "home": home.title,
            "amount": ", ".join(f"{amount:.2f} {currency}" for currency, amount in sorted(amounts.items())),
        },
        data={"entry_id": entry.entry_id, "location_id": home.location_id},
    )


@callback
def drop_issue(hass: HomeAssistant, location_id: LocationId) -> None:
    """Take the issue back; harmless where there is none."""
    ir.async_delete_issue(hass, DOMAIN, issue_id(location_id))


@callback
def drop_issues_except(hass: HomeAssistant, entry: ConfigEntry[Any], homes: Iterable[OwnedHome] = ()) -> None:
    """Take back the issues of an account, those of some homes apart."""
    kept = {issue_id(home.location_id) for home in homes}
    for issue in list(ir.async_get(hass).issues.values()):
        is_ours = issue.domain == DOMAIN and issue.translation_key == ISSUE
        if is_ours and (issue.data or {}).get("entry_id") == entry.entry_id and issue.issue_id not in kept:
            ir.async_delete_issue(hass, DOMAIN, issue.issue_id)
