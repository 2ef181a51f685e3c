"""What must survive a restart of the webhook: its address here and at Spark, and the secrets, on disk."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
import secrets
from typing import Any

from homeassistant.components import webhook
from homeassistant.core import HomeAssistant
import voluptuous as vol

from ..const import LOGGER
from ..stores import SECONDS, ConfirmedStore, NotReadableError

# 256 bits, the length of the signature's hash.
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class PushMemory:
    """The webhook of one account; instants in seconds since 1970.

    ``hook_id`` is its part of our own address: who knows it can call us.
    ``account`` is whose it is at Spark, ``spark_id`` and ``url`` how it is
    known there; None where it is not there. ``secret`` is what Spark signs
    with as soon as ``is_secret_told``; until then, and ``former_until``, also
    with ``former_secret``. ``unwell_since`` is since when it does not work by
    what Spark says of it.
    """

    hook_id: str
    secret: str
    account: str | None = None
    spark_id: str | None = None
    url: str | None = None
    is_secret_told: bool = False
    former_secret: str | None = None
    former_until: float | None = None
    unwell_since: float | None = None
    is_cloud: bool = False
    last: float | None = None
    is_proved: bool = False

    @classmethod
    def fresh(cls) -> PushMemory:
        """Return one that nobody knows yet."""
        return cls(webhook.async_generate_id(), _new_secret())

    def renewed(self) -> PushMemory:
        """Return it with another secret that Spark is to be told; the present one stays good meanwhile."""
        # What Spark was never told signs nothing.
        former = self.secret if self.is_secret_told else self.former_secret
        return replace(self, secret=_new_secret(), is_secret_told=False, former_secret=former, former_until=None)

    def gone(self) -> PushMemory:
        """Return it as it is when it is no longer at Spark; a new one there gets another secret."""
        return replace(PushMemory.fresh(), hook_id=self.hook_id, is_cloud=self.is_cloud, last=self.last)

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """Return what a signature may be made with."""
        is_former_good = not self.is_secret_told or (
            self.former_until is not None and now.timestamp() < self.former_until
        )
        return (self.secret, self.former_secret) if self.former_secret and is_former_good else (self.secret,)


def _new_secret() -> str:
    return secrets.token_urlsafe(_SECRET_BYTES)


class PushStore:
    """One private file per account; a webhook whose secret could not be written is not registered."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file."""
        self._store = ConfirmedStore(hass, entry_id, "push")

    async def load(self) -> PushMemory | None:
        """Return what is on disk; None where there is nothing that can be read."""
        try:
            content = await self._store.load()
            return PushMemory(**_CONTENT(content)) if content else None
        except (NotReadableError, vol.Invalid) as err:
            LOGGER.warning("The webhook on disk cannot be read, another one is made: %s", type(err).__name__)
            return None

    async def save(self, memory: PushMemory) -> None:
        """Replace what is kept; raises NotWrittenError."""
        await self._store.save(asdict(memory))

    async def remove(self) -> None:
        """Delete the file."""
        await self._store.remove()


_TEXT = vol.All(str, vol.Length(min=1))
_CONTENT: Any = vol.Schema(
    {
        vol.Required("hook_id"): _TEXT,
        vol.Required("secret"): _TEXT,
        vol.Required("account"): vol.Maybe(_TEXT),
        vol.Required("spark_id"): vol.Maybe(_TEXT),
        vol.Required("url"): vol.Maybe(_TEXT),
        vol.Required("is_secret_told"): bool,
        vol.Required("former_secret"): vol.Maybe(_TEXT),
        vol.Required("former_until"): vol.Maybe(SECONDS),
        vol.Required("unwell_since"): vol.Maybe(SECONDS),
        vol.Required("is_cloud"): bool,
        vol.Required("last"): vol.Maybe(SECONDS),
        vol.Required("is_proved"): bool,
    }
)
