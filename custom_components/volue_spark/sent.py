"""One test event from the press to the devices: what is heard of it, and when."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .const import DOMAIN, TEST_EVENT_PAUSES
from .control.controller import Controller
from .coordinator import SparkCoordinator
from .homes import Device, DeviceKey
from .push.push import Push
from .spark.errors import SparkConnectionError
from .spark.models import EventId, Notification, PriceCurvePayload
from .spark.reasons import Reason, wish
from .way import Arrival, Way

# Whoever pressed a button waits no longer than this.
_LONGEST = 15.0
# Where Spark tells by itself, it is asked only after this.
_TOLD_WITHIN = 5.0
# Who is told has a poll hurried, which keeps a pause after the one before; a person waits for none.
_FOUND_WITHIN = 1.0
# A device that is reached by way of a cloud may take a while; nobody waits for it but a line of text.
_OBEYED_WITHIN = 15.0


class Sent:
    """Takes the time of everything, in seconds of a clock that nobody sets.

    It listens from the first moment: a notification may arrive before the
    answer that tells of which event it is.
    """

    def __init__(
        self,
        coordinator: SparkCoordinator,
        push: Push,
        controllers: Mapping[DeviceKey, Controller],
        devices: tuple[Device, ...],
    ) -> None:
        """Begin to listen; ``stop`` has to be called."""
        self._hass: HomeAssistant = coordinator.hass
        self._coordinator = coordinator
        self._devices = devices
        self._controllers = {
            device.key: controller for device in devices if (controller := controllers.get(device.key))
        }
        self._ran = {key for key, controller in self._controllers.items() if controller.runs}
        self._event_id: EventId | None = None
        self._heard: dict[EventId | None, float] = {}
        self._listed: dict[EventId | None, float] = {}
        self._obeyed: dict[DeviceKey, float] = {}
        self._told: asyncio.Future[None] = self._hass.loop.create_future()
        self._curve: asyncio.Future[bool] = self._hass.loop.create_future()
        self._settled: asyncio.Future[None] = self._hass.loop.create_future()
        self._stops: list[CALLBACK_TYPE] = [
            push.on_notification(self._on_notification),
            coordinator.async_add_listener(self._on_poll),
            *(controller.listen(self._on_control) for controller in self._controllers.values()),
        ]
        self._began = self._now

    @property
    def _now(self) -> float:
        return self._hass.loop.time()

    @callback
    def stop(self) -> None:
        """Listen no more; whoever waits for anything goes on without it."""
        while self._stops:
            self._stops.pop()()
        if not self._curve.done():
            self._curve.set_result(False)
        if not self._settled.done():
            self._settled.set_result(None)

    async def post(self, payload: PriceCurvePayload) -> None:
        """Have Spark make the event; raises SparkError."""
        self._began = self._now
        try:
            async with asyncio.timeout(_LONGEST):
                self._event_id = await self._coordinator.client.simulate_price_curve(payload)
        except TimeoutError:
            raise SparkConnectionError("no answer in time") from None
        self._look()

    async def arrives(self) -> bool:
        """Wait until the curve is here, by itself where Spark tells of it, else asking for it; return whether it is."""
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self._began + _LONGEST):
                if self._coordinator.notified.is_listening:
                    await self._listen()
                for pause in TEST_EVENT_PAUSES:
                    await asyncio.wait({self._curve}, timeout=pause)
                    await self._ask()
        return self._curve.done() and self._curve.result()

    async def _listen(self) -> None:
        waited_for: set[asyncio.Future[Any]] = {self._told, self._curve}
        await asyncio.wait(waited_for, timeout=_TOLD_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        if self._told.done():
            await asyncio.wait({self._curve}, timeout=_FOUND_WITHIN)

    async def _ask(self) -> None:
        if self._curve.done():
            return
        # A poll that was begun goes on: one that is cancelled counts as failed.
        entry, poll = self._coordinator.config_entry, self._coordinator.async_refresh()
        task = entry.async_create_background_task(self._hass, poll, f"{DOMAIN} test event")
        waited_for: set[asyncio.Future[Any]] = {self._curve, task}
        await asyncio.wait(waited_for, return_when=asyncio.FIRST_COMPLETED)

    async def way(self) -> Way:
        """Return its way, as soon as all devices that were asked to run do so, or have had time enough."""
        self._on_control()
        await asyncio.wait({self._settled}, timeout=_OBEYED_WITHIN)
        self.stop()
        listed, heard = self._listed[self._event_id], self._heard.get(self._event_id)
        is_told = heard is not None and heard <= listed
        known_at = heard if heard is not None and is_told else listed
        return Way(known_at - self._began, is_told, tuple(self._arrivals(known_at)))

    def _arrivals(self, known_at: float) -> Iterator[Arrival]:
        """Yield those that did what they were asked, the first one first, then all others."""
        titles = {device.key: device.title for device in self._devices}
        for key, obeyed_at in sorted(self._obeyed.items(), key=lambda found: found[1]):
            yield Arrival(titles[key], obeyed_at - known_at)
        yield from (self._other(device) for device in self._devices if device.key not in self._obeyed)

    def _other(self, device: Device) -> Arrival:
        now = dt_util.utcnow()
        if controller := self._controllers.get(device.key):
            is_awaited = self._is_awaited(device.key, controller)
            return Arrival(device.title, reason=None if is_awaited else controller.decision(now).reason)
        timeline = self._coordinator.data.timelines[device.resource.resource_id]
        return Arrival(device.title, reason=wish(timeline, now))

    def _is_awaited(self, key: DeviceKey, controller: Controller) -> bool:
        return key not in self._ran and key not in self._obeyed and controller.is_to_obey(dt_util.utcnow())

    @callback
    def _on_notification(self, notification: Notification) -> None:
        self._heard.setdefault(notification.event_id, self._now)
        self._look()

    @callback
    def _on_poll(self) -> None:
        for event in self._coordinator.data.events:
            self._listed.setdefault(event.event_id, self._now)
        self._look()

    @callback
    def _look(self) -> None:
        """Let those go on who wait for what is there now; nothing is known of an event whose id is not."""
        if self._event_id and self._event_id in self._heard and not self._told.done():
            self._told.set_result(None)
        if self._event_id in self._listed and not self._curve.done():
            self._curve.set_result(True)

    @callback
    def _on_control(self) -> None:
        for key, controller in self._controllers.items():
            if key not in self._ran and _has_obeyed(controller):
                self._obeyed.setdefault(key, self._now)
        is_here = self._curve.done() and not self._settled.done()
        if is_here and not any(self._is_awaited(*each) for each in self._controllers.items()):
            self._settled.set_result(None)


def _has_obeyed(controller: Controller) -> bool:
    """Tell whether it runs because it was asked to; one that a person turned on meanwhile is on already."""
    return controller.runs and controller.decision(dt_util.utcnow()).reason is Reason.USING_POWER
