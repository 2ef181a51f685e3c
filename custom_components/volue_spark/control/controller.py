"""One device follows the curve: look, decide, let the hand do it, step aside for a person."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util

from ..alarm import Alarm
from ..const import LOGGER
from ..coordinator import SparkCoordinator
from ..following import Following, Setting
from ..homes import Device
from ..spark.device_state import DeviceState, Held, Task
from ..spark.policy import Action, Decision, aside_until, decide
from ..spark.reasons import Reason
from ..spark.rules import Rule
from ..spark.spans import Span
from ..spark.timeline import Timeline
from ..spark.waiting import Past
from .adapters import adapter_of
from .hand import Hand
from .memories import Memories
from .memory import Memory
from .senses import Senses
from .turns import Place, Turns

_TASKS = {Action.RUN: Task.RUN, Action.WAIT: Task.WAIT}
_IN_THE_LIST = (Reason.HOUSE_LIMIT, Reason.OTHER_STARTED)
# A tank that is hot stays so: written down once in a while.
_HOT_AGAIN = timedelta(minutes=30)


class Controller:
    """Looks again at every boundary, at every poll, at every state of its entity, and when a decision ends."""

    def __init__(
        self,
        coordinator: SparkCoordinator,
        device: Device,
        following: Following,
        memories: Memories,
        turns: Turns,
        place: Place,
    ) -> None:
        """Keep the parts; nothing is switched before ``start``."""
        self._hass: HomeAssistant = coordinator.hass
        self._coordinator = coordinator
        self._device = device
        self._following = following
        self._turns = turns
        self._place = place
        self._adapter = adapter_of(self._hass, following.switching)
        self._name = f"volue_spark control of {following.switching.entity_id}"
        self._hand = Hand(self._hass, self._adapter, device.key, memories, self._look_again)
        self._senses = Senses(self._hass, device, self._look)
        self._alarm = Alarm(self._hass, self._name, self._look)
        # States are judged one after the other, in the order in which they came.
        self._lock = asyncio.Lock()
        self._is_looking = False
        self._was_running: bool | None = None
        self._listeners: list[CALLBACK_TYPE] = []

    @callback
    def start(self) -> list[CALLBACK_TYPE]:
        """Begin to look; return how to stop."""
        self._is_looking = True
        self._hass.async_create_task(self._begin(), self._name)
        return [
            self._coordinator.async_add_listener(self._look),
            async_track_state_change_event(self._hass, self._following.switching.entity_id, self._on_state),
            self._turns.listen(self._look),
            *self._senses.start(),
            self._alarm.clear,
            self._hand.rest,
        ]

    @property
    def memory(self) -> Memory:
        """Return what is remembered of the device."""
        return self._hand.memory

    @property
    def rule(self) -> Rule:
        """Return the household's rule as it is now."""
        return Rule(
            self.memory.is_following,
            self._device.home.is_paused,
            dt_util.get_default_time_zone(),
            self._following.fit,
            self._following.wear,
            self._following.waiting,
        )

    def decision(self, now: datetime) -> Decision:
        """Return what is to be done with the device now, and why."""
        return decide(self._timeline, self.rule, self._state(now), now)

    @callback
    def listen(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call whenever the decision may have changed without a new curve or boundary; return how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def follow(self, *, wanted: bool) -> None:
        """Follow the curve or not, from now on; raises NotWrittenError.

        Who decides that takes back what they decided otherwise before.
        """
        await self._change(is_following=wanted, aside_until=None, run=None, left=None)

    async def run_for(self, length: timedelta) -> None:
        """Let it run for so long from now on, whatever the curve says; no length at all ends that, and only that."""
        others = {"left": None, "aside_until": None} if length else {}
        await self._change(run=self._span(length), **others)

    async def leave_alone_for(self, length: timedelta) -> None:
        """Give it back and leave it alone for so long; no length at all ends that, and only that."""
        others = {"run": None, "aside_until": None} if length else {}
        await self._change(left=self._span(length), **others)

    def _span(self, length: timedelta) -> Span | None:
        now = dt_util.utcnow()
        return Span(now, now + length) if length else None

    async def _change(self, **changes: Any) -> None:
        async with self._lock:
            await self._hand.remember(**changes)
        await self._act()

    async def settle(self) -> None:
        """Wait until all that was begun is done, and look no more by itself."""
        async with self._lock:
            self._hand.rest()
            self._alarm.clear()
            self._turns.leave(self._place)

    @property
    def _timeline(self) -> Timeline:
        return self._coordinator.data.timelines[self._device.resource.resource_id]

    def _state(self, now: datetime) -> DeviceState:
        """Return all that a decision needs to know."""
        memory, present = self.memory, self._adapter.present
        hold = memory.hold
        return DeviceState(
            None if present is None else self._adapter.is_running(present),
            Held(hold.task, hold.since, self._adapter.is_running(hold.found)) if hold else None,
            self._hand.turned_at,
            memory.starts,
            memory.run,
            memory.left,
            memory.aside_until,
            (hold is not None and hold.is_given_up) or self._is_away(present),
            self._senses.is_drawing(self._hand.turned_at, now),
            self._turns.gate(self._device.key, self._place, self._senses.candidate, now),
            Past(memory.waited_until, memory.hot_at, self._senses.temperature_c),
        )

    def _is_away(self, present: Setting | None) -> bool:
        """Tell whether it cannot be switched; while Home Assistant starts or ends, nothing can."""
        return present is None and self._is_looking and not self._hass.is_stopping

    @callback
    def _look(self, _: datetime | None = None) -> None:
        self._hass.async_create_task(self._act(), self._name)

    @callback
    def _look_again(self, _: datetime) -> None:
        self._hass.async_create_task(self._act(self._adapter.present, is_retry=True), self._name)

    @callback
    def _on_state(self, event: Event[EventStateChangedData]) -> None:
        if (seen := self._adapter.setting(event.data["new_state"])) is None:
            self._tell()
            return
        is_running = self._adapter.is_running(seen)
        if self._was_running is not None and is_running is not self._was_running:
            self._hand.turned_at = event.time_fired
        self._was_running = is_running
        self._hass.async_create_task(self._act(seen), self._name)

    async def _begin(self) -> None:
        """Look at what a restart left; a hold whose call never went out or was not heard is decided anew."""
        present = self._adapter.present
        self._was_running = None if present is None else self._adapter.is_running(present)
        async with self._lock:
            hold = self.memory.hold
            is_unheard = hold is not None and hold.expected is None and not hold.is_given_up
            if hold and is_unheard and present is not None and self._adapter.is_same(present, hold.found):
                await self._hand.remember(hold=None)
        await self._act(present)

    async def _act(self, seen: Setting | None = None, *, is_retry: bool = False) -> None:
        """Judge a setting that was seen, then do what is to be done now."""
        if self._hass.is_stopping:  # a stop switches nothing, and writes nothing down
            return
        async with self._lock:
            try:
                if seen is not None and await self._hand.judge(seen):
                    await self._step_aside()
                await self._note_heat()
                await self._carry_out(is_retry=is_retry)
            except HomeAssistantError as err:
                LOGGER.warning("%s could not be controlled: %s", self._following.switching.entity_id, err)
            self._arm()
        self._tell()

    async def _step_aside(self) -> None:
        """Leave the device to the person who switched it."""
        now = dt_util.utcnow()
        until = aside_until(self._timeline, self.rule, self._state(now), now)
        await self._hand.remember(hold=None, aside_until=until, run=None)

    async def _note_heat(self) -> None:
        """Remember when it was hot enough against Legionella."""
        waiting, temperature = self._following.waiting, self._senses.temperature_c
        if waiting is None or waiting.comfort is None or temperature is None or temperature < waiting.comfort.hot:
            return
        hot_at, now = self.memory.hot_at, dt_util.utcnow()
        if hot_at is None or abs(now - hot_at) > _HOT_AGAIN:
            await self._hand.remember(hot_at=now)

    async def _carry_out(self, *, is_retry: bool) -> None:
        now, present = dt_util.utcnow(), self._adapter.present
        if present is None:  # neither found nor given back before it is there again
            return
        decision = self.decision(now)
        self._stand_in_line(decision)
        if task := _TASKS.get(decision.action):
            await self._take(task, present, decision, now)
        elif decision.action is Action.GIVE_BACK or (decision.is_put_off and self._hand.is_giving_back):
            await self._hand.give_back(present, is_retry=is_retry, **self._given_back(present, now))
        elif self._hand.is_giving_back and (hold := self.memory.hold):
            await self._take(hold.task, present, decision, now)
        elif is_retry:
            await self._hand.insist(present)

    async def _take(self, task: Task, present: Setting, decision: Decision, now: datetime) -> None:
        started = self._started(now) if task is Task.RUN and not self._adapter.is_running(present) else {}
        await self._hand.take(task, present, decision.until or now, **started)

    def _given_back(self, present: Setting, now: datetime) -> dict[str, Any]:
        """Return what is to be remembered when it is given back: a wait that came to nothing, a start."""
        hold = self.memory.hold
        if hold is None:
            return {}
        waited = {"waited_until": now} if hold.task is Task.WAIT else {}
        starts = self._adapter.is_running(hold.found) and not self._adapter.is_running(present)
        is_new = starts and not self._hand.is_giving_back
        return {**waited, **(self._started(now) if is_new else {})}

    def _started(self, now: datetime) -> dict[str, Any]:
        """Take the turn, before anybody else can, and return what to remember of it."""
        self._turns.begin(self._device.key, self._place, now)
        return {"starts": self.memory.started(now)}

    @callback
    def _stand_in_line(self, decision: Decision) -> None:
        if decision.reason in _IN_THE_LIST:
            self._turns.wait(self._place, lambda: self._senses.candidate)
        else:
            self._turns.leave(self._place)

    @callback
    def _arm(self) -> None:
        """Look again when the decision ends, unless everybody is woken then."""
        now = dt_util.utcnow()
        moments = (self.decision(now).until, self._senses.idle_at(self._hand.turned_at))
        coming = min((moment for moment in moments if moment and moment > now), default=None)
        self._alarm.clear()
        if coming and coming != self._timeline.next_change(now):
            self._alarm.set(coming)

    @callback
    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()
