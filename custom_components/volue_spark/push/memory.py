"""What must survive a restart of the webhook: its address here and at Spark, and the secrets, on disk."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
import secrets
from typing import Any

from homeassistant.components import webhook
from homeassistant.core import HomeAssistant
import voluptuous as vol

from ..const import LOGGER
from ..stores import SECONDS, ConfirmedStore, NotReadableError

# 256 bits, the length of the signature's hash.
_SECRET_BYTES = 32
# A notification that was signed before Spark had the new secret is repeated for a while (assumed).
_OVERLAP = timedelta(hours=1)


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
        """Return it with another secret that Spark is to be told; the present one stays good meanwhile.

        One that Spark may have or not is new enough: it is told again, and no third one has to be good.
        """
        if not self.is_secret_told:
            return self
        return replace(self, secret=_new_secret(), is_secret_told=False, former_secret=self.secret, former_until=None)

    def told(self, now: datetime) -> PushMemory:
        """Return it as it is once Spark has the secret: the former one has its time counted."""
        if self.is_secret_told:
            return self
        until = (now + _OVERLAP).timestamp() if self.former_secret else None
        return replace(self, is_secret_told=True, former_until=until)

    def pruned(self, now: datetime) -> PushMemory:
        """Return it without a former secret whose time is over."""
        is_over = self.former_until is not None and self.former_until <= now.timestamp()
        return replace(self, former_secret=None, former_until=None) if is_over else self

    def gone(self) -> PushMemory:
        """Return it as it is when it is no longer at Spark; a new one there gets another secret."""
        return replace(PushMemory.fresh(), hook_id=self.hook_id, is_cloud=self.is_cloud, last=self.last)

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """Return what a signature may be made with."""
        former = self.pruned(now).former_secret
        return (self.secret, former) if former else (self.secret,)


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
