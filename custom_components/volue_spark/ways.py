"""Test events: each is sent, awaited, and its way measured to the devices of its home."""

from collections.abc import Mapping

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from .const import DOMAIN
from .control.controller import Controller
from .coordinator import SparkCoordinator
from .homes import DeviceKey, Home
from .push.push import Push
from .sent import Sent
from .spark.models import PriceCurvePayload
from .way import Stage, Way


class Ways:
    """The way of the last test event of each home of an account, since it was loaded."""

    def __init__(self, coordinator: SparkCoordinator, push: Push, controllers: Mapping[DeviceKey, Controller]) -> None:
        """Keep whom to ask; no test event was sent."""
        self._hass: HomeAssistant = coordinator.hass
        self._coordinator = coordinator
        self._push = push
        self._controllers = controllers
        self._ways: dict[str, Way | Stage] = {}
        self._sent: dict[str, Sent] = {}
        self._listeners: list[CALLBACK_TYPE] = []

    def of(self, home: Home) -> Way | Stage | None:
        """Return the way of the last one, None where none was sent."""
        return self._ways.get(home.subentry_id)

    @callback
    def listen(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call whenever there is something new; return how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def send(self, home: Home, payload: PriceCurvePayload) -> bool:
        """Have Spark make an event; return whether its curve came, soon after it did or no longer than is bearable.

        Raises SparkError. What the devices make of it is told later.
        """
        sent = self._begin(home)
        stage, has_come = Stage.NOT_TAKEN, False
        try:
            await sent.post(payload)
            stage = Stage.NOT_SEEN
            has_come = await sent.arrives()
        finally:
            if not has_come:
                sent.stop()
                self._tell(home, sent, stage)
        if has_come:
            entry = self._coordinator.config_entry
            entry.async_create_background_task(self._hass, self._finish(home, sent), f"{DOMAIN} way of a test event")
        return has_come

    def _begin(self, home: Home) -> Sent:
        """Let the newest count: what became of the one before is no longer of interest."""
        if former := self._sent.get(home.subentry_id):
            former.stop()
        devices = [device for device in self._coordinator.devices if device.home.subentry_id == home.subentry_id]
        sent = Sent(self._coordinator, self._push, self._controllers, tuple(devices))
        self._sent[home.subentry_id] = sent
        self._tell(home, sent, Stage.UNDER_WAY)
        return sent

    async def _finish(self, home: Home, sent: Sent) -> None:
        self._tell(home, sent, await sent.way())

    @callback
    def _tell(self, home: Home, sent: Sent, way: Way | Stage) -> None:
        if self._sent.get(home.subentry_id) is sent:
            self._ways[home.subentry_id] = way
            for listener in list(self._listeners):
                listener()

    @callback
    def stop(self) -> None:
        """Measure nothing any more; whoever waits for a curve is told that it did not come."""
        sent, self._sent = self._sent, {}
        for each in sent.values():
            each.stop()
