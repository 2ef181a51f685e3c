"""One device follows the curve: carry out a decision, undo it, step aside for a person."""

import asyncio
from dataclasses import replace
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util

from ..alarm import Alarm
from ..const import LOGGER
from ..coordinator import SparkCoordinator
from ..homes import Device
from ..spark.policy import Action, Decision, DeviceState, Rule, decide
from ..spark.timeline import Timeline
from .memory import Hold, Memories, Memory, registry_id_of
from .on_off import PATIENCE, turn, value_of

# A device that does not answer is asked so often, with our patience between.
TRIES = 4


class Controller:
    """Looks again at every boundary, at every poll, and at every state of its entity.

    The value decides, not the context: once the entity was seen on, "off" is a
    person's wish, and holds until the favourable hours end. Before that an
    "off" is only a device that has not answered yet.
    """

    def __init__(self, coordinator: SparkCoordinator, device: Device, entity_id: str, memories: Memories) -> None:
        """Keep the parts; nothing is switched before ``start``."""
        self._hass: HomeAssistant = coordinator.hass
        self._coordinator = coordinator
        self._device = device
        self._entity_id = entity_id
        self._memories = memories
        # States are judged one after the other, in the order in which they came.
        self._lock = asyncio.Lock()
        self._name = f"volue_spark control of {entity_id}"
        self._alarm = Alarm(self._hass, self._name, self._look_again)
        self._tries = 0
        self._is_giving_back = False
        self._is_looking = False
        self._given_up_until: datetime | None = None
        self._listeners: list[CALLBACK_TYPE] = []

    @callback
    def start(self) -> list[CALLBACK_TYPE]:
        """Begin to look; return how to stop."""
        self._is_looking = True
        self._hass.async_create_task(self._begin(), self._name)
        return [
            self._coordinator.async_add_listener(self._look),
            async_track_state_change_event(self._hass, self._entity_id, self._on_state),
            self._alarm.clear,
        ]

    @property
    def is_following(self) -> bool:
        """Tell whether the device follows the curve."""
        return self._memory.is_following

    def decision(self, now: datetime) -> Decision:
        """Return what is to be done with the device now, and why."""
        memory = self._memory
        state = DeviceState(memory.hold is not None, memory.aside_until, self._is_silent(now))
        return decide(self._timeline, self._rule, state, now)

    @callback
    def listen(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call whenever the decision may have changed without a new curve or boundary; return how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()

    async def follow(self, *, wanted: bool) -> None:
        """Follow the curve or not, from now on; raises NotWrittenError.

        Who wants it to follow takes back what they decided otherwise before.
        """
        async with self._lock:
            await self._memories.change(self._device.key, is_following=wanted, aside_until=None)
            self._given_up_until = None
        await self._act(None)

    async def settle(self) -> None:
        """Wait until all that was begun is done, and look no more by itself."""
        async with self._lock:
            self._alarm.clear()

    @property
    def _memory(self) -> Memory:
        """Return what is remembered; another entity's hold is not this controller's to judge."""
        memory = self._memories[self._device.key]
        is_other = memory.hold and memory.hold.entity_id != self._entity_id
        return replace(memory, hold=None) if is_other else memory

    @property
    def _rule(self) -> Rule:
        return Rule(self._memory.is_following, self._device.home.is_paused)

    @property
    def _timeline(self) -> Timeline:
        return self._coordinator.data.timelines[self._device.resource.resource_id]

    def _value(self) -> bool | None:
        return value_of(self._hass.states.get(self._entity_id))

    def _is_silent(self, now: datetime) -> bool:
        """Tell whether it is away, or was given up for these hours; while Home Assistant starts or ends, all are."""
        is_given_up = self._given_up_until is not None and now < self._given_up_until
        is_watched = self._is_looking and not self._hass.is_stopping
        return is_given_up or (is_watched and self._value() is None)

    @callback
    def _look(self, _: datetime | None = None) -> None:
        self._hass.async_create_task(self._act(None), self._name)

    @callback
    def _look_again(self, _: datetime) -> None:
        self._hass.async_create_task(self._act(None, is_retry=True), self._name)

    @callback
    def _on_state(self, event: Event[EventStateChangedData]) -> None:
        if (value := value_of(event.data["new_state"])) is not None:
            self._hass.async_create_task(self._act(value), self._name)
        else:
            self._tell()

    async def _begin(self) -> None:
        """Look at what a restart left."""
        await self._act(self._value(), is_first=True)

    async def _act(
        self,
        seen: bool | None,  # noqa: FBT001
        *,
        is_retry: bool = False,
        is_first: bool = False,
    ) -> None:
        """Judge a value that was seen, then do what is to be done now."""
        if self._hass.is_stopping:  # a stop switches nothing, and writes nothing down
            return
        async with self._lock:
            try:
                if is_first:
                    await self._drop_unmade_call(seen)
                await self._judge(seen)
                await self._carry_out(is_retry=is_retry)
            except HomeAssistantError as err:
                LOGGER.warning("%s could not be controlled: %s", self._entity_id, err)
        self._tell()

    async def _drop_unmade_call(self, seen: bool | None) -> None:  # noqa: FBT001
        """Forget a hold whose call never went out or was not heard: it is decided anew."""
        hold = self._memory.hold
        if hold and not hold.is_confirmed and seen is False:
            await self._remember(None)

    async def _judge(self, seen: bool | None) -> None:  # noqa: FBT001
        if seen:
            self._given_up_until = None
        hold = self._memory.hold
        if hold is None or seen is None or self._is_giving_back:
            return
        if seen and not hold.is_confirmed:
            self._alarm.clear()
            await self._remember(replace(hold, is_confirmed=True))
        elif not seen and hold.is_confirmed:
            await self._step_aside()

    async def _step_aside(self) -> None:
        """Leave the device alone until the favourable hours end."""
        until = self._timeline.favourable_until(dt_util.utcnow())
        await self._memories.change(self._device.key, hold=None, aside_until=until)

    async def _carry_out(self, *, is_retry: bool) -> None:
        decision = self.decision(dt_util.utcnow())
        value, hold = self._value(), self._memory.hold
        if value is None:  # neither found nor given back before it is there again
            return
        if decision.action is Action.TAKE_OVER:
            await self._take_over(value, decision.until or dt_util.utcnow())
        elif decision.action is Action.GIVE_BACK and hold:
            await self._give_back(hold, value, is_retry=is_retry)
        elif hold and not hold.is_confirmed and is_retry:
            await self._insist(value)

    async def _take_over(self, found: bool, until: datetime) -> None:  # noqa: FBT001
        """Write down what was found, and only then switch."""
        self._is_giving_back = False
        registry_id = registry_id_of(self._hass, self._entity_id)
        await self._remember(Hold(self._entity_id, found, found, until.timestamp(), registry_id))
        if not found:
            await self._switch(value=True, tries=TRIES)

    async def _insist(self, value: bool) -> None:  # noqa: FBT001
        """Ask a device again that has not answered; in the end leave it for these hours."""
        if self._tries and not value:
            await self._switch(value=True, tries=self._tries)
        elif not value:
            LOGGER.warning("%s does not switch on and is left alone", self._entity_id)
            await self._step_aside()
            self._given_up_until = self._memory.aside_until

    async def _give_back(self, hold: Hold, value: bool, *, is_retry: bool) -> None:  # noqa: FBT001
        """Put it back, and remember it until it is seen to be."""
        if value != hold.found and (is_retry or not self._is_giving_back):
            tries = self._tries if self._is_giving_back else TRIES
            self._is_giving_back = True
            await self._switch(value=hold.found, tries=tries)
            value = self._value() is True
        if value == hold.found:
            self._alarm.clear()
            self._is_giving_back = False
            await self._remember(None)

    async def _switch(self, *, value: bool, tries: int) -> None:
        """Call the service, and look again when the device should have answered."""
        self._alarm.clear()
        self._tries = tries - 1
        if tries > 0:
            self._alarm.set(dt_util.utcnow() + PATIENCE)
        await turn(self._hass, self._entity_id, value=value)

    async def _remember(self, hold: Hold | None) -> None:
        await self._memories.change(self._device.key, hold=hold)


async def give_back(hass: HomeAssistant, hold: Hold) -> bool:
    """Put an entity back to what it was found in; return False where it is not there now."""
    value = value_of(hass.states.get(hold.entity_id))
    if value is not None and value != hold.found:
        await turn(hass, hold.entity_id, value=hold.found)
    return value is not None
