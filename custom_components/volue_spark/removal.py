"""What happens to an account's home at Spark when the account is removed here: it stays, and a person is told."""

from hashlib import sha256
from typing import Any

from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_translations

from .const import DOMAIN, LOGGER
from .left_homes import drop_issues_except
from .owned import NOTHING, Possessions, account_of, owned
from .stores import NotWrittenError


async def leave_all_at_spark(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Delete nothing, for that forfeits the month's compensation; forget what is ours and say so."""
    registered, account = await owned(hass), account_of(entry)
    left = registered.of(account)
    drop_issues_except(hass, entry)
    try:
        await registered.disown(account)
    except NotWrittenError as err:
        LOGGER.warning("What is registered at Spark could not be forgotten: %s", err)
    if left != NOTHING:
        await _tell(hass, entry, left)


async def _tell(hass: HomeAssistant, entry: ConfigEntry[Any], left: Possessions) -> None:
    """Say what stays at Spark, why, and how to delete it later."""
    texts = await async_get_translations(hass, hass.config.language, "common", {DOMAIN})
    prefix = f"component.{DOMAIN}.common.left_at_spark"
    homes = ", ".join(sorted(home.title for home in left.homes.values())) or entry.title
    persistent_notification.async_create(
        hass,
        texts[f"{prefix}_message"].format(homes=homes),
        texts[f"{prefix}_title"],
        _notification_of(entry),
    )


@callback
def is_back(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Take back what was said when the account was removed: its homes are looked after again."""
    persistent_notification.async_dismiss(hass, _notification_of(entry))


def _notification_of(entry: ConfigEntry[Any]) -> str:
    """Return a name that an account keeps when it is set up anew, and that does not tell the client id."""
    return f"{DOMAIN}_{sha256(account_of(entry).encode()).hexdigest()[:16]}"
