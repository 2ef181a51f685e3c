"""What Home Assistant's page "System information" says about each account."""

from collections.abc import Callable
from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration, async_check_can_reach_url
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_translations

from .connection import environment_of
from .const import DOMAIN
from .coordinator import SparkCoordinator
from .data import SparkConfigEntry
from .spark.timeline import valid_until
from .words import Texts, push_words, texts_of

type Text = Callable[[str], str]


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Say who can be asked."""
    register.async_register_info(system_health_info)


async def system_health_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return what is known of every account that is not disabled.

    With several accounts their titles stand before the words.
    """
    text, words = await _texts(hass), await texts_of(hass)
    accounts: list[SparkConfigEntry] = hass.config_entries.async_entries(DOMAIN, include_disabled=False)
    if len(accounts) == 1:
        return _account(hass, accounts[0], text, words)
    return {
        f"{entry.title}: {text(key)}": value
        for entry in accounts
        for key, value in _account(hass, entry, text, words).items()
    }


async def _texts(hass: HomeAssistant) -> Text:
    """Return what finds the words: the page translates the keys by itself, and none of the values."""
    texts = await async_get_translations(hass, hass.config.language, "system_health", {DOMAIN})
    return lambda key: texts[f"component.{DOMAIN}.system_health.info.{key}"]


def _account(hass: HomeAssistant, entry: SparkConfigEntry, text: Text, words: Texts) -> dict[str, Any]:
    environment = environment_of(entry.data)
    running = entry.runtime_data if entry.state is ConfigEntryState.LOADED else None
    coordinator = running.coordinator if running else None
    return {
        # Whatever is answered, 401 and 404 too, shows that somebody is there; no token is sent along.
        "can_reach_api": async_check_can_reach_url(hass, environment.api_url),
        "can_reach_login": async_check_can_reach_url(hass, environment.token_url),
        "token": _token(coordinator, text),
        "last_poll": coordinator.last_contact if coordinator and coordinator.last_contact else text("none_yet"),
        "curve_valid_until": (valid_until(coordinator.data.timelines.values()) if coordinator else None)
        or text("none_yet"),
        "push": push_words(running.push.state if running else None, words),
        "last_push": (running.push.last if running else None) or text("none_yet"),
    }


def _token(coordinator: SparkCoordinator | None, text: Text) -> str:
    seconds = coordinator.client.token_renewed_in if coordinator else None
    if seconds is None:
        return text("none_yet")
    return text("token_granted").format(minutes=max(0, round(seconds / 60)))
