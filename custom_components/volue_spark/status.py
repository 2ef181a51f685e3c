"""What goes on with a device: in one word, until when, what it is going to do, and what that is worth."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple, override

from homeassistant.components.sensor import SensorEntity, SensorEntityDescription
from homeassistant.util import dt as dt_util

from .control.controller import Controller
from .coordinator import SparkCoordinator
from .entity import DeviceEntity
from .expected import Expected
from .homes import Device
from .plan_words import line
from .spark.merging import end_of_tomorrow
from .spark.prospects import Prospect
from .spark.reasons import Reason, wish
from .spark.spans import Span
from .spark.stretches import overlapping
from .words import Texts, worth_of_day

ATTR_UNTIL = "until"
ATTR_PLAN = "plan"
ATTR_WORTH = "worth"

# Only a person ends these, or nobody knows who.
_OPEN_ENDED = (Reason.NOT_FOLLOWING, Reason.PAUSED, Reason.CURVE_UNKNOWN, Reason.NOT_ANSWERING)


class Told(NamedTuple):
    """One word, and what a person asked for: who asks once more wants to see the new end."""

    reason: Reason
    asked: tuple[Span | None, ...] = ()


class StatusSensor(DeviceEntity[Told], SensorEntity):
    """What goes on with the device: what its controller decided and why, else what Spark asks for.

    Its attributes are as of the last change of the state, or of what a person
    asked for: a write for them alone is a row in the recorder, though they are
    left out of it. So a new curve shows in them with the next state.
    """

    _unrecorded_attributes = frozenset({ATTR_UNTIL, ATTR_PLAN, ATTR_WORTH})

    def __init__(
        self,
        coordinator: SparkCoordinator,
        description: SensorEntityDescription,
        device: Device,
        controller: Controller | None,
        texts: Texts,
    ) -> None:
        """Keep who decides, None where there is nothing to switch, and the words."""
        self._controller = controller
        self._expected = Expected(controller, device) if controller else None
        self._device = device
        self._texts = texts
        super().__init__(coordinator, description, device)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        if self._controller:
            self.async_on_remove(self._controller.listen(self._handle_coordinator_update))

    @override
    def read(self, now: datetime) -> Told:
        if self._controller is None:
            return Told(wish(self.timeline, now))
        memory = self._controller.memory
        return Told(self._lasting(self._controller.decision(now).reason, now), (memory.run, memory.left))

    def _lasting(self, reason: Reason, now: datetime) -> Reason:
        """Return what is about to be where a turn is waited for: that takes a minute or two, and is worth no row."""
        if reason is not Reason.OTHER_STARTED:
            return reason
        return Reason.USING_POWER if wish(self.timeline, now) is Reason.USE_POWER_NOW else Reason.WAITING

    @property
    @override
    def native_value(self) -> Reason:
        return self.value.reason

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        now = dt_util.utcnow()
        return dict([*self._until(now), *self._plan(now), *self._worth(now)])

    def _until(self, now: datetime) -> Iterator[tuple[str, str]]:
        """Yield when the state ends by what is known now, in local time."""
        if self._controller and self.value.reason not in _OPEN_ENDED and (until := self._end(self._controller, now)):
            yield ATTR_UNTIL, dt_util.as_local(until).isoformat()

    def _end(self, controller: Controller, now: datetime) -> datetime | None:
        """Return when another reason follows; a decision may end, and the same one be made again."""
        until = controller.decision(now).until
        while until and (coming := controller.decision(until)).reason is self.value.reason:
            until = coming.until
        return until

    def _plan(self, now: datetime) -> Iterator[tuple[str, str]]:
        """Yield what the device is going to do in the rest of today and tomorrow."""
        if self._expected:
            ends = end_of_tomorrow(now, dt_util.get_default_time_zone())
            coming: list[Prospect] = overlapping(self._expected.by(self.timeline, now), now, ends)
            yield ATTR_PLAN, line(coming, self._texts)

    def _worth(self, now: datetime) -> Iterator[tuple[str, str]]:
        """Yield what the coming hours are worth."""
        if self._device.usage_entity_id and (day := self._day_to_tell(now)):
            yield ATTR_WORTH, worth_of_day(self.timeline, self._device, *day, self._texts)

    def _day_to_tell(self, now: datetime) -> tuple[datetime, datetime] | None:
        """Return tomorrow, else the rest of today, ``[start, end)`` in UTC; None while neither is known."""
        begins = dt_util.as_utc(dt_util.start_of_local_day(dt_util.as_local(now) + timedelta(days=1)))
        ends = end_of_tomorrow(now, dt_util.DEFAULT_TIME_ZONE)
        # Spark's days are the price area's: in the middle both are the same.
        if self.timeline.delta(begins + (ends - begins) / 2) is not None:
            return begins, ends
        return (now, begins) if self.timeline.delta(now) is not None else None
