"""Home Assistant Cloud without its network: its own integration and library, and a Nabu Casa that a test plays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hass_nabucasa import Cloud
from hass_nabucasa.auth import CognitoAuth
from hass_nabucasa.cloudhooks import CloudhookApiError, Cloudhooks
from hass_nabucasa.const import STATE_DISCONNECTED
from hass_nabucasa.ice_servers import IceServers
from hass_nabucasa.iot import CloudIoT
from homeassistant.components.cloud.client import CloudClient
from homeassistant.components.cloud.const import DATA_CLOUD
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import jwt
import pytest

USERNAME = "household"
HOOKS = "https://hooks.nabu.casa/"


@dataclass
class NabuCasa:
    """What is beyond the wire: hooks that were handed out, whether it hands out more, and which ones it listens to."""

    hass: HomeAssistant
    handed_out: int = 0
    is_failing: bool = False
    listens_to: list[str] = field(default_factory=list)

    def play(self, patch: pytest.MonkeyPatch) -> None:
        """Stand where the library would go to the network."""

        async def initialize(cloud: Cloud[Any]) -> None:
            cloud.started = False

        async def generate(_: Cloudhooks) -> dict[str, str]:
            if self.is_failing:
                raise CloudhookApiError("no hook now")
            self.handed_out += 1
            return {"cloudhook_id": f"hook-{self.handed_out}", "url": f"{HOOKS}hook-{self.handed_out}"}

        async def send(_: CloudIoT, message: dict[str, Any]) -> None:
            if message["handler"] == "webhook-register":
                self.listens_to = message["payload"]["cloudhook_ids"]

        async def keep_token(_: CognitoAuth) -> None:
            """Let the token last."""

        async def register(_: IceServers, __: Any) -> Any:
            return lambda: None

        patch.setattr(Cloud, "initialize", initialize)
        patch.setattr(Cloudhooks, "generate", generate)
        patch.setattr(CloudIoT, "async_send_json_message", send)
        patch.setattr(CognitoAuth, "_async_handle_token_refresh", keep_token)
        patch.setattr(IceServers, "async_register_ice_servers_listener", register)

    async def set_up(self) -> None:
        """Set Home Assistant Cloud up for a household without voice assistants; nobody is logged in."""
        assert await async_setup_component(self.hass, "cloud", {})
        await self.cloud.client.prefs.async_set_username(USERNAME)
        await self.cloud.client.prefs.async_update(alexa_enabled=False, google_enabled=False)
        await self.hass.async_block_till_done()

    @property
    def cloud(self) -> Cloud[CloudClient]:
        """The library's own object."""
        cloud: Cloud[CloudClient] = self.hass.data[DATA_CLOUD]
        return cloud

    def log_in(self, *, days: float = 365) -> None:
        """Log in with a subscription for so many days."""
        until = (dt_util.utcnow() + timedelta(days=days)).date().isoformat()
        claims = {"custom:sub-exp": until, "cognito:username": USERNAME}
        self.cloud.id_token = jwt.encode(claims, "k" * 32, "HS256")

    async def connect(self) -> None:
        """Let the connection come up."""
        await self.cloud.iot._connected()  # noqa: SLF001 - what the library does once its socket is open
        await self.hass.async_block_till_done()

    async def disconnect(self) -> None:
        """Let the connection break."""
        self.cloud.iot.state = STATE_DISCONNECTED
        await self.cloud.iot._disconnected()  # noqa: SLF001 - what the library does once its socket is closed
        await self.hass.async_block_till_done()

    async def carry(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """Carry a notification as Nabu Casa does: to whoever has that hook and is connected."""
        hook = url.removeprefix(HOOKS)
        if not self.cloud.is_connected or hook not in self.listens_to:
            return 404
        told = {"cloudhook_id": hook, "body": body.decode(), "headers": dict(headers), "method": "POST", "query": ""}
        answer = await self.cloud.client.async_webhook_message(told)
        return int(answer["status"])
