"""Keeps one webhook of our own at Spark: asks what is there, changes what differs, touches nobody else's."""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from ..spark.client import SparkClient
from ..spark.errors import SparkConnectionError, SparkRequestError
from ..spark.models import Webhook, WebhookId
from .memory import PushMemory, PushStore

# Assumed: what a Spark without webhooks may answer.
_NOT_OFFERED = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED}


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

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """Return what Spark may sign with."""
        return self.memory.secrets(now)

    async def keep(self, account: str, url: str, now: datetime, *, is_cloud: bool) -> tuple[bool, bool]:
        """Let Spark notify this address; return whether it was well, and whether the way is a new one.

        Raises NotOfferedError too.
        """
        ours = self._ours(await self._listed(), url)
        # Before their address is forgotten.
        for double in ours[1:]:
            await self._client.delete_webhook(double.webhook_id)
        found = ours[0] if ours else None
        await self.save(replace(self._taken_for(found), account=account, url=url, is_cloud=is_cloud))
        at_spark = found or await self._client.create_webhook(url, self.memory.secret)
        is_told = self.memory.is_secret_told or found is None
        await self._client.change_webhook(at_spark, url, None if is_told else self.memory.secret)
        await self.save(replace(self.memory.told(now), spark_id=at_spark.webhook_id))
        is_new_way = found is None or not found.is_enabled or found.url != url
        return at_spark.is_enabled and at_spark.is_healthy, is_new_way

    async def _listed(self) -> tuple[Webhook, ...]:
        try:
            return await self._client.webhooks()
        except (SparkConnectionError, SparkRequestError) as err:
            if err.status in _NOT_OFFERED:
                raise NotOfferedError from err
            raise

    def _ours(self, listed: tuple[Webhook, ...], *urls: str) -> list[Webhook]:
        """Return ours, the one whose id we know first."""
        addresses = {url for url in (self.memory.url, *urls) if url}
        ours = [found for found in listed if found.webhook_id == self.memory.spark_id or found.url in addresses]
        return sorted(ours, key=lambda found: found.webhook_id != self.memory.spark_id)

    def _taken_for(self, found: Webhook | None) -> PushMemory:
        """Return what we remember of the one that is there; of none, that it is to be made."""
        if found is None:
            return self.memory.gone()
        if found.webhook_id == self.memory.spark_id:
            return self.memory
        # Found by its address alone, it may have whatever secret.
        return replace(self.memory, spark_id=found.webhook_id, is_secret_told=False)

    async def leave(self) -> None:
        """Delete ours at Spark, if there may be one; also what an answer that was lost has made."""
        if self.memory.url is None:
            return
        try:
            ours = {found.webhook_id for found in self._ours(await self._listed())}
        except NotOfferedError:
            ours = set()
        known = {WebhookId(self.memory.spark_id)} if self.memory.spark_id else set()
        for webhook_id in known | ours:
            await self._client.delete_webhook(webhook_id)
        await self.save(self.memory.gone())

    async def save(self, memory: PushMemory) -> None:
        """Remember it, on disk where the disk lacks it."""
        if memory != self._kept:
            await self._store.save(memory)
        self.memory = self._kept = memory
