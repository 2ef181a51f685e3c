"""Under which address Spark can reach this Home Assistant: a cloud hook, else the external URL."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from homeassistant.components import webhook
from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.network import NoURLAvailableError

from ..const import LOGGER

_CLOUD = "cloud"
# Names that mean something in one house only (specified: RFC 6762, 8375; else by custom).
_AT_HOME = (".local", ".localhost", ".home.arpa", ".internal", ".lan", ".home")


async def address(
    hass: HomeAssistant, hook_id: str, *, is_local: bool, known_cloud_hook: str | None
) -> tuple[str | None, bool]:
    """Return the address of a webhook, None where the internet reaches none, and whether it is a cloud hook.

    ``is_local`` tells that Spark runs on this machine, where http is good enough.
    A cloud hook that is known stays good while Home Assistant Cloud is not connected.
    """
    if has_cloud(hass) and (url := await _cloud_hook(hass, hook_id) or known_cloud_hook):
        return url, True
    return external_address(hass, hook_id, is_local=is_local), False


@callback
def has_cloud(hass: HomeAssistant) -> bool:
    """Tell whether Home Assistant Cloud is paid for, connected or not."""
    if _CLOUD not in hass.config.components:
        return False
    from homeassistant.components import cloud  # noqa: PLC0415 - not everybody has what it needs

    try:
        return cloud.async_active_subscription(hass)
    except Exception as err:  # noqa: BLE001 - errors of its library pass through, of whatever kind
        LOGGER.debug("Nobody knows whether the cloud is paid for: %s", type(err).__name__)
        return False


async def _cloud_hook(hass: HomeAssistant, hook_id: str) -> str | None:
    """Return the cloud hook, made if need be; None where the cloud cannot be asked now."""
    from homeassistant.components import cloud  # noqa: PLC0415

    try:
        return await cloud.async_get_or_create_cloudhook(hass, hook_id)
    except Exception as err:  # noqa: BLE001 - errors of its library pass through, of whatever kind
        LOGGER.debug("No cloud hook now: %s", type(err).__name__)
        return None


async def forget_cloud_hook(hass: HomeAssistant, hook_id: str) -> None:
    """Delete a cloud hook, if there is one, as far as that can be done."""
    if _CLOUD not in hass.config.components:
        return
    from homeassistant.components import cloud  # noqa: PLC0415

    try:
        await cloud.async_delete_cloudhook(hass, hook_id)
    except Exception as err:  # noqa: BLE001 - errors of its library pass through, of whatever kind
        # It leads to nobody any more.
        LOGGER.debug("No cloud hook was deleted: %s", type(err).__name__)


@callback
def external_address(hass: HomeAssistant, hook_id: str, *, is_local: bool) -> str | None:
    """Return the address of a webhook below the external URL, None where Spark cannot reach it."""
    try:
        url = webhook.async_generate_url(hass, hook_id, allow_internal=False, allow_ip=is_local)
    except NoURLAvailableError:
        return None
    return url if is_local or _is_public(url) else None


def _is_public(url: str) -> bool:
    """Tell whether an address can be reached from outside, and in secret."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme == "https" and "." in host and not host.endswith(_AT_HOME)


@callback
def on_change(hass: HomeAssistant, hook_id: str, changed: CALLBACK_TYPE, connected: CALLBACK_TYPE) -> CALLBACK_TYPE:
    """Call ``changed`` whenever the address may be another one, ``connected`` when the cloud is; return how to stop."""

    @callback
    def wake(_: object) -> None:
        changed()

    stops = [hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, wake)]
    if _CLOUD in hass.config.components:
        from homeassistant.components import cloud  # noqa: PLC0415

        @callback
        def hook_changed(_: Mapping[str, Any] | None) -> None:
            changed()

        @callback
        def connection_changed(state: cloud.CloudConnectionState) -> None:
            changed()
            if state is cloud.CloudConnectionState.CLOUD_CONNECTED:
                connected()

        stops.append(cloud.async_listen_connection_change(hass, connection_changed))
        stops.append(cloud.async_listen_cloudhook_change(hass, hook_id, hook_changed))

    @callback
    def stop() -> None:
        for each in stops:
            each()

    return stop
