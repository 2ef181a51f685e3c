"""Keeps one webhook of our own at Spark: asks what is there, changes what differs, touches nobody else's."""

from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus

from ..spark.client import SparkClient
from ..spark.errors import SparkRequestError
from ..spark.models import Webhook, WebhookId
from .memory import PushMemory, PushStore

# A notification that was signed before Spark had the new secret is repeated for a while (assumed).
_OVERLAP = timedelta(hours=1)


class NotOfferedError(Exception):
    """Spark, as it is there, knows no webhooks."""


class Keeper:
    """Our one webhook: known by the id that Spark gave it, else by its exact address, which nobody else has.

    All methods raise SparkError and NotWrittenError. What is to be found again
    after a restart at any line is on disk before Spark is asked.
    """

    def __init__(self, client: SparkClient, store: PushStore, kept: PushMemory | None) -> None:
        """Take over what is on disk, or begin anew."""
        self._client = client
        self._store = store
        self._kept = kept
        self.memory = kept or PushMemory.fresh()

    async def keep(self, account: str, url: str, now: datetime, *, is_cloud: bool) -> tuple[bool, bool]:
        """Let Spark notify this address; return whether it was well, and whether the way is a new one.

        Raises NotOfferedError too.
        """
        listed = await self._listed()
        ours = self._ours(listed, url)
        was_at = ours[0].url if ours else None
        if not ours:
            self.memory = self.memory.gone()
        await self.save(replace(self.memory, account=account, url=url, is_cloud=is_cloud))
        for double in ours[1:]:
            await self._client.delete_webhook(double.webhook_id)
        found = ours[0] if ours else await self._client.create_webhook(url, self.memory.secret)
        # One that was found by its address alone may have whatever secret.
        is_told = not ours or (self.memory.is_secret_told and found.webhook_id == self.memory.spark_id)
        await self._client.change_webhook(found, url, None if is_told else self.memory.secret)
        await self._told(found.webhook_id, now)
        return found.is_enabled and found.is_healthy, not found.is_enabled or was_at != url

    async def _listed(self) -> tuple[Webhook, ...]:
        try:
            return await self._client.webhooks()
        except SparkRequestError as err:
            if err.status == HTTPStatus.NOT_FOUND:
                raise NotOfferedError from err
            raise

    def _ours(self, listed: tuple[Webhook, ...], *urls: str | None) -> list[Webhook]:
        """Return ours, the one whose id we know first."""
        addresses = {url for url in (self.memory.url, *urls) if url}
        ours = [found for found in listed if found.webhook_id == self.memory.spark_id or found.url in addresses]
        return sorted(ours, key=lambda found: found.webhook_id != self.memory.spark_id)

    async def _told(self, webhook_id: WebhookId, now: datetime) -> None:
        """Remember that Spark has all of it; from now on the former secret has its days counted."""
        memory = replace(self.memory, spark_id=webhook_id, is_secret_told=True)
        if memory.former_secret and memory.former_until is None:
            memory = replace(memory, former_until=(now + _OVERLAP).timestamp())
        if memory.former_until is not None and memory.former_until <= now.timestamp():
            memory = replace(memory, former_secret=None, former_until=None)
        await self.save(memory)

    async def leave(self) -> None:
        """Delete ours at Spark, if there may be one."""
        if self.memory.url is None:
            return
        if self.memory.spark_id:
            await self._client.delete_webhook(WebhookId(self.memory.spark_id))
        else:
            await self._leave_unknown()
        await self.save(self.memory.gone())

    async def _leave_unknown(self) -> None:
        """Delete what an answer that was lost may have made."""
        try:
            for found in self._ours(await self._listed()):
                await self._client.delete_webhook(found.webhook_id)
        except NotOfferedError:
            return

    async def save(self, memory: PushMemory) -> None:
        """Remember it, on disk where the disk lacks it."""
        if memory != self._kept:
            await self._store.save(memory)
        self.memory = self._kept = memory
