"""One device follows the curve: look, decide, let the hand do it, step aside for a person."""

import asyncio
from dataclasses import replace
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
from ..spark.device_state import Task
from ..spark.policy import Action, Decision
from ..spark.reasons import Reason
from ..spark.rules import Rule
from ..spark.spans import Span
from .adapters import adapter_of
from .hand import Hand
from .memories import Memories
from .memory import Memory
from .senses import Senses
from .situation import Situation
from .turns import Place, Turns

_TASKS = {Action.RUN: Task.RUN, Action.WAIT: Task.WAIT}
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
        self._entity_id = following.switching.entity_id
        self._name = f"volue_spark control of {self._entity_id}"
        self._adapter = adapter_of(self._hass, following.switching)
        self._hand = Hand(self._hass, self._adapter, device.key, memories, self._look_again)
        self._senses = Senses(self._hass, device, self._look)
        self._situation = Situation(
            coordinator, device, following, self._adapter, self._hand, self._senses, turns, place
        )
        self._turns = turns
        self._alarm = Alarm(self._hass, self._name, self._look)
        # States are judged one after the other, in the order in which they came.
        self._lock = asyncio.Lock()
        self._is_over = False
        self._was_running: bool | None = None
        self._listeners: list[CALLBACK_TYPE] = []

    @callback
    def start(self) -> list[CALLBACK_TYPE]:
        """Begin to look; return how to stop."""
        self._situation.is_looking = True
        self._hass.async_create_task(self._begin(), self._name)
        return [
            self._coordinator.async_add_listener(self._look),
            async_track_state_change_event(self._hass, self._entity_id, self._on_state),
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
        return self._situation.rule

    def decision(self, now: datetime) -> Decision:
        """Return what is to be done with the device now, and why."""
        return self._situation.decision(now)

    @property
    def runs(self) -> bool:
        """Tell whether it is seen to do what favourable hours ask of it, whoever wanted that."""
        present = self._adapter.present
        return present is not None and self._adapter.obeys(Task.RUN, present)

    def is_to_obey(self, now: datetime) -> bool:
        """Tell whether it is asked to run, or will be in a moment, and may still do so: not while it waits its turn."""
        hold, decision = self.memory.hold, self.decision(now)
        is_held = decision.action is Action.KEEP and hold is not None and hold.task is Task.RUN
        is_asked = decision.action is Action.RUN or (is_held and not decision.is_put_off)
        return is_asked and decision.reason is not Reason.NOT_ANSWERING and not self.runs

    @callback
    def listen(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call whenever the decision may have changed without a new curve or boundary, and as soon as it runs.

        Returns how to stop.
        """
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
        await self._change(run=_span(length), **others)

    async def leave_alone_for(self, length: timedelta) -> None:
        """Give it back and leave it alone for so long; no length at all ends that, and only that."""
        others = {"run": None, "aside_until": None} if length else {}
        await self._change(left=_span(length), **others)

    async def _change(self, **changes: Any) -> None:
        async with self._lock:
            hold = self.memory.hold
            if hold and hold.is_given_up:
                changes["hold"] = replace(hold, is_given_up=False)
            await self._hand.remember(**changes)
            self._hand.start_over()
        await self._act()

    async def settle(self) -> None:
        """Wait until all that was begun is done, and look no more by itself."""
        async with self._lock:
            self._is_over = True
            self._hand.rest()
            self._alarm.clear()
            self._situation.leave()

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
        has_turned = self._was_running is not None and is_running is not self._was_running
        self._was_running = is_running
        if has_turned:
            self._hand.turned_at = event.time_fired
        if has_turned and is_running:
            # The call may return much later, and nothing is judged before.
            self._tell()
        self._hass.async_create_task(self._act(seen), self._name)

    async def _begin(self) -> None:
        """Look at what a restart left."""
        present = self._adapter.present
        self._was_running = None if present is None else self._adapter.is_running(present)
        await self._act(present)

    async def _act(self, seen: Setting | None = None, *, is_retry: bool = False) -> None:
        """Judge a setting that was seen, then do what is to be done now."""
        async with self._lock:
            # A stop switches nothing, and writes nothing down; what is over leaves all to who comes next.
            if self._hass.is_stopping or self._is_over:
                return
            try:
                if seen is not None:
                    await self._judge(seen)
                await self._note_heat()
                await self._carry_out(is_retry=is_retry)
            except HomeAssistantError as err:
                LOGGER.warning("%s could not be controlled: %s", self._entity_id, err)
            self._arm()
        self._tell()

    async def _judge(self, seen: Setting) -> None:
        """Leave the device to the person who switched it, if a person did."""
        if await self._hand.judge(seen):
            until = self._situation.aside_until(dt_util.utcnow())
            await self._hand.remember(hold=None, aside_until=until, run=None)

    async def _note_heat(self) -> None:
        """Remember when it was hot enough against Legionella."""
        hot_at, now = self.memory.hot_at, dt_util.utcnow()
        if self._situation.is_hot and (hot_at is None or abs(now - hot_at) > _HOT_AGAIN):
            await self._hand.remember(hot_at=now)

    async def _carry_out(self, *, is_retry: bool) -> None:
        now, present = dt_util.utcnow(), self._adapter.present
        if present is None:  # neither found nor given back before it is there again, and holds up nobody
            self._situation.leave()
            return
        is_retry = is_retry or self._hand.is_overdue(now)
        decision = self.decision(now)
        goes_back = decision.action is Action.GIVE_BACK or (decision.is_put_off and self._hand.is_giving_back)
        if task := _TASKS.get(decision.action):
            await self._take(task, present, decision, now)
        elif goes_back:
            await self._hand.give_back(present, is_retry=is_retry, **self._given_back(present, now))
        elif self._hand.is_giving_back and (hold := self.memory.hold):
            await self._take(hold.task, present, decision, now)
        elif is_retry or not self._hand.has_called:
            await self._hand.insist(present)
        # Only now: who leaves the list lets the next one look, which must see that this one has started.
        self._situation.stand_in_line(decision)

    async def _take(self, task: Task, present: Setting, decision: Decision, now: datetime) -> None:
        started = self._started(now) if self._situation.starts_with(task, present) else {}
        await self._hand.take(task, present, decision.until or now, **started)

    def _given_back(self, present: Setting, now: datetime) -> dict[str, Any]:
        """Return what is to be remembered when it is given back: a wait that came to nothing, a start."""
        hold = self.memory.hold
        waited = {"waited_until": now} if hold and hold.task is Task.WAIT else {}
        is_start = not self._hand.is_giving_back and self._situation.starts_with(None, present)
        return {**waited, **(self._started(now) if is_start else {})}

    def _started(self, now: datetime) -> dict[str, Any]:
        """Take the turn, before anybody else can, and return what to remember of it."""
        self._situation.begin(now)
        return {"starts": self.memory.started(now)}

    @callback
    def _arm(self) -> None:
        self._alarm.clear()
        if coming := self._situation.next_look(dt_util.utcnow()):
            self._alarm.set(coming)

    @callback
    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()


def _span(length: timedelta) -> Span | None:
    now = dt_util.utcnow()
    return Span(now, now + length) if length else None
