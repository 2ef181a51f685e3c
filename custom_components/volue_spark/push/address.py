"""Under which address Spark can reach this Home Assistant: a cloud hook, else the external URL."""

import asyncio
from urllib.parse import urlsplit

from aiohttp import ClientError
from homeassistant.components import webhook
from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.network import NoURLAvailableError

_CLOUD = "cloud"


class AddressUnknownError(HomeAssistantError):
    """There is a cloud hook, or may be one, and Home Assistant Cloud cannot be asked now."""


async def address(hass: HomeAssistant, hook_id: str, *, is_local: bool) -> tuple[str | None, bool]:
    """Return the address of a webhook, None where the internet reaches none, and whether it is a cloud hook.

    ``is_local`` tells that Spark runs on this machine, where http is good enough.
    Raises AddressUnknownError where that can be told later only.
    """
    if has_cloud(hass):
        return await _cloud_hook(hass, hook_id), True
    return external_address(hass, hook_id, is_local=is_local), False


@callback
def has_cloud(hass: HomeAssistant) -> bool:
    """Tell whether Home Assistant Cloud is paid for, connected or not."""
    if _CLOUD not in hass.config.components:
        return False
    from homeassistant.components import cloud  # noqa: PLC0415 - not everybody has what it needs

    return cloud.async_active_subscription(hass)


async def _cloud_hook(hass: HomeAssistant, hook_id: str) -> str:
    from homeassistant.components import cloud  # noqa: PLC0415

    try:
        return await cloud.async_get_or_create_cloudhook(hass, hook_id)
    except (HomeAssistantError, ClientError, TimeoutError, asyncio.CancelledError) as err:
        if isinstance(err, asyncio.CancelledError):
            raise
        raise AddressUnknownError(type(err).__name__) from err


async def forget_cloud_hook(hass: HomeAssistant, hook_id: str) -> None:
    """Delete a cloud hook, as far as that can be done."""
    if _CLOUD not in hass.config.components:
        return
    from homeassistant.components import cloud  # noqa: PLC0415

    try:
        await cloud.async_delete_cloudhook(hass, hook_id)
    except HomeAssistantError, ClientError, TimeoutError, ValueError:
        # It leads to nobody any more.
        return


@callback
def external_address(hass: HomeAssistant, hook_id: str, *, is_local: bool) -> str | None:
    """Return the address of a webhook below the external URL, None where there is none, or without https."""
    try:
        url = webhook.async_generate_url(hass, hook_id, allow_internal=False, allow_ip=is_local)
    except NoURLAvailableError:
        return None
    return url if is_local or urlsplit(url).scheme == "https" else None


@callback
def on_change(hass: HomeAssistant, changed: CALLBACK_TYPE) -> CALLBACK_TYPE:
    """Call ``changed`` whenever the address may be another one; return how to stop."""

    @callback
    def wake(_: object) -> None:
        changed()

    @callback
    def config_changed(_: Event) -> None:
        changed()

    stops = [hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, config_changed)]
    if _CLOUD in hass.config.components:
        from homeassistant.components import cloud  # noqa: PLC0415

        stops.append(cloud.async_listen_connection_change(hass, wake))

    @callback
    def stop() -> None:
        for each in stops:
            each()

    return stop
