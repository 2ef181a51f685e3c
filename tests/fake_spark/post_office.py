"""Delivering notifications: when each is due, and what an answer means."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import time

from aiohttp import ClientError

from .answers import JSON
from .assumptions import RETRY_PAUSES, TIME_LIMIT, health_of
from .carrier import Carrier, carry
from .mischief import GOOD, Mischief
from .notifications import notify, written
from .state import Delivery, Notification, StoredEvent, Webhook, World
from .wire import to_wire

SIGNATURE = "X-Payload-Signature"


@dataclass(slots=True)
class PostOffice:
    """What leaves for the webhooks, on request or in the background.

    ``in_hand`` is what somebody is on the way with: nobody else takes it.
    """

    world: World
    carrier: Carrier = carry
    time_limit: timedelta = TIME_LIMIT
    retry_pauses: tuple[timedelta, ...] = RETRY_PAUSES
    mischief: Mischief = GOOD
    in_hand: set[str] = field(default_factory=set)
    bell: asyncio.Event | None = None
    at_work: set[asyncio.Task[None]] = field(default_factory=set)

    def accept(self, event: StoredEvent) -> None:
        """Take an event in."""
        notify(self.world, event)
        self.ring()

    def ring(self) -> None:
        """Wake the background, if there is any."""
        if self.bell:
            self.bell.set()

    async def deliver(self) -> None:
        """Attempt once whatever is due, and wait for every answer."""
        await asyncio.gather(*(self._walk(walk) for walk in self._take_due()))

    def start(self) -> None:
        """Deliver in the background from now on."""
        if self.bell is None:
            self.bell = asyncio.Event()
            self._employ(asyncio.create_task(self._work(self.bell)))

    async def stop(self) -> None:
        """Stop at once; what is under way may have arrived and will be sent again."""
        self.bell = None
        for task in (tasks := list(self.at_work)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _employ(self, task: asyncio.Task[None]) -> None:
        """Keep a task until it is done."""
        self.at_work.add(task)
        task.add_done_callback(self.at_work.discard)

    async def _work(self, bell: asyncio.Event) -> None:
        """Send whatever becomes due, each webhook's on its own."""
        while True:
            bell.clear()
            for walk in self._take_due():
                self._employ(asyncio.create_task(self._walk(walk)))
            with suppress(TimeoutError):
                await asyncio.wait_for(bell.wait(), self._pause())

    def _pause(self) -> float | None:
        """Return the seconds until something is due, None if nothing is waiting."""
        waits = [(self._due(each) - self.world.now()).total_seconds() for each in self._waiting()]
        return max(0, min(waits)) if waits else None

    def _waiting(self) -> list[Notification]:
        """Return what nobody is on the way with."""
        return [each for key, each in self.world.notifications.items() if key not in self.in_hand]

    def _due(self, notification: Notification) -> datetime:
        """Return when a notification is to be sent."""
        return notification.due if notification.attempts else notification.due + self.mischief.late

    def _take_due(self) -> list[list[Notification]]:
        """Take in hand what is due: a list for each webhook, in the order of sending."""
        walks: dict[str, list[Notification]] = {}
        for notification in self._waiting():
            if self._due(notification) <= self.world.now():
                walks.setdefault(notification.webhook_id, []).append(notification)
                self.in_hand.add(notification.notification_id)
        return [walk[::-1] if self.mischief.newest_first else walk for walk in walks.values()]

    async def _walk(self, walk: list[Notification]) -> None:
        """Attempt one notification after the other."""
        try:
            for notification in walk:
                await self._attempt(notification)
        finally:
            self.in_hand -= {notification.notification_id for notification in walk}
            self.ring()

    async def _attempt(self, notification: Notification) -> None:
        """Send a notification once, if it is still wanted, and learn from the answer."""
        if notification.notification_id not in self.world.notifications:
            return
        webhook = self.world.webhooks.get(notification.webhook_id)
        if self.mischief.lost or webhook is None or not webhook.enabled:
            del self.world.notifications[notification.notification_id]
            return
        notification.body = notification.body or written(notification, to_wire(self.world.now()))
        for _ in range(self.mischief.copies):
            last = await self._send(webhook, notification)
        self._learn(webhook, notification, last)

    async def _send(self, webhook: Webhook, notification: Notification) -> Delivery:
        """Send a notification and enter it in the log."""
        body, sent_at, began = self.mischief.body(notification.body), self.world.now(), time.perf_counter()
        signature = self.mischief.signed(webhook, body)
        url, headers = webhook.url, {"Content-Type": JSON} | ({SIGNATURE: signature} if signature else {})
        status, is_timeout = await self._carried(url, headers, body.encode())
        delivery = Delivery(
            webhook_id=webhook.webhook_id,
            webhook_url=url,
            notification_id=notification.notification_id,
            notification_type=notification.notification_type,
            event_id=notification.event["eventId"],
            sent_at=sent_at,
            body=body,
            signature=signature,
            status=status,
            is_timeout=is_timeout,
            duration_ms=round((time.perf_counter() - began) * 1000),
        )
        self.world.deliveries.append(delivery)
        return delivery

    async def _carried(self, url: str, headers: dict[str, str], body: bytes) -> tuple[int | None, bool]:
        """Return the status of the answer if there was one, and whether it took too long."""
        try:
            async with asyncio.timeout(self.time_limit.total_seconds()):
                return await self.carrier(url, headers, body), False
        except TimeoutError:
            return None, True
        except ClientError, OSError:
            return None, False

    def _learn(self, webhook: Webhook, notification: Notification, last: Delivery) -> None:
        """Plan the next attempt, or close the matter and judge the webhook by it."""
        webhook.analyzed_at = self.world.now()
        notification.attempts += 1
        if not last.is_success and notification.attempts <= len(self.retry_pauses):
            notification.due = self.world.now() + self.retry_pauses[notification.attempts - 1]
            return
        webhook.status = health_of(last)
        self.world.notifications.pop(notification.notification_id, None)
