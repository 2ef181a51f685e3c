"""Carries out what was decided about one device: calls, reads back, calls again with growing pauses, gives up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..alarm import Alarm
from ..const import LOGGER
from ..following import Setting
from ..homes import DeviceKey
from ..spark.device_state import Task
from .adapters.base import Adapter
from .memories import Memories, registry_id_of
from .memory import Hold, Memory

# One call, and three more for a device that does not answer: after its patience, twice and four times that.
TRIES = 4
# What does not go back is asked again and again: left on it costs money, left off somebody is cold.
_LATER = timedelta(minutes=30)


class Hand:
    """Nothing is called before it is written down; what is held is forgotten when it is seen to be back."""

    def __init__(
        self,
        hass: HomeAssistant,
        adapter: Adapter,
        key: DeviceKey,
        memories: Memories,
        look_again: Callable[[datetime], None],
    ) -> None:
        """Keep whose hand it is, and whom to wake when an answer should be there."""
        self._hass = hass
        self._adapter = adapter
        self._key = key
        self._memories = memories
        self._alarm = Alarm(hass, f"volue_spark patience with {adapter.switching.entity_id}", look_again)
        self._calls = 0
        self._called_at: datetime | None = None
        # When the answer to the last call is due: until then the device may still do what it was asked.
        self._due_at: datetime | None = None
        self.is_giving_back = False
        self._was_put_back = False
        # When the device was seen to turn on or off last; kept with whatever is written next.
        self.turned_at = memories[key].turned_at

    @property
    def memory(self) -> Memory:
        """Return what is remembered; what is switched in another way than now is not this hand's to judge."""
        memory = self._memories[self._key]
        is_other = memory.hold and memory.hold.switching != self._adapter.switching
        return replace(memory, hold=None) if is_other else memory

    @property
    def has_called(self) -> bool:
        """Tell whether the device was asked; a call that was written down before a restart may not have gone out."""
        return self._calls > 0

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether an answer should be there and nobody looks for it any more: the device was away by then."""
        return self._due_at is not None and now >= self._due_at and not self._alarm.is_set

    @callback
    def start_over(self) -> None:
        """Begin to count the calls anew: a person wants it tried."""
        self._calls = 0

    @callback
    def rest(self) -> None:
        """Wait for no answer any more."""
        self._alarm.clear()

    async def remember(self, **changes: Any) -> None:
        """Write down; raises NotWrittenError."""
        await self._memories.change(self._key, turned_at=self.turned_at, **changes)

    async def judge(self, seen: Setting) -> bool:
        """Take note of a setting; return whether it can only be a person's.

        The value decides, not the context. Before it obeyed, another setting is
        only a device that has not answered yet; right after a call a device may
        report old and new in any order, and is judged when its patience is over.
        """
        hold = self.memory.hold
        if hold is None or self.is_giving_back:
            return False
        if hold.expected is None:
            if self._adapter.obeys(hold.task, seen):
                self._alarm.clear()
                await self.remember(hold=replace(hold, expected=seen, is_given_up=False), last_answer=None)
            return False
        if not self._adapter.is_contrary(seen, hold.expected) or not self._adapter.tells_persons:
            return False
        return not self._is_flickering(hold)

    def _is_flickering(self, hold: Hold) -> bool:
        """Tell whether it is too early to judge; if so, it is looked at again in time."""
        settled_at = (self._called_at or hold.since) + self._adapter.switching.patience
        if not hold.since <= dt_util.utcnow() < settled_at:
            return False
        self._alarm.set(settled_at)
        return True

    async def take(self, task: Task, present: Setting, until: datetime, **changes: Any) -> None:
        """Hold it for a task: write down what was found, and only then switch."""
        before, now = self.memory.hold, dt_util.utcnow()
        found = before.found if before else present
        # A device that is on its way back will go there, whatever it shows now.
        obeys = self._adapter.obeys(task, present) and not (self.is_giving_back and self._answer_due(now))
        self.is_giving_back, self._called_at, self._due_at = False, None, None
        hold = Hold(
            self._adapter.switching,
            found,
            task,
            before.since if before and before.task is task else now,
            until,
            expected=present if obeys else None,
            registry_id=registry_id_of(self._hass, self._adapter.switching.entity_id),
        )
        await self.remember(hold=hold, **({"last_answer": None} if obeys else {}), **changes)
        self._calls = 0
        if not obeys:
            await self._call(task)

    async def insist(self, present: Setting) -> None:
        """Ask a device again that has not answered; in the end leave it for these hours, and keep it in mind."""
        hold = self.memory.hold
        if hold is None or hold.expected is not None or hold.is_given_up:
            return
        if self._calls and not self._adapter.tells_persons:  # a tank that is hot draws no power, and has heard it
            return
        if self._calls < TRIES:
            await self._call(hold.task)
            return
        LOGGER.warning("%s does not do what it is asked and is left alone", hold.entity_id)
        await self.remember(hold=replace(hold, is_given_up=True), last_answer=str(present))

    async def give_back(self, present: Setting, *, is_retry: bool, **changes: Any) -> None:
        """Put it back, and remember it until it is seen to be."""
        hold = self.memory.hold
        if hold is None:
            return
        is_back = self._adapter.is_back(present, hold.found, was_asked=self.is_giving_back and self._was_put_back)
        if is_back and hold.expected is None and (due_at := self._answer_due(dt_util.utcnow())):
            # It may still do what it was asked before.
            self._alarm.set(due_at)
        elif is_back or self._is_persons(hold, present, is_retry=is_retry):
            await self._let_go(hold)
        elif not self.is_giving_back or is_retry:
            await self._ask_back(hold, present, changes)

    async def _ask_back(self, hold: Hold, present: Setting, changes: dict[str, Any]) -> None:
        if not self.is_giving_back:
            await self.remember(**changes)
            self.is_giving_back, self._was_put_back, self._calls = True, False, 0
        if self._calls < TRIES:
            await self._call(None)
            await self._let_go_if_back(hold)
            return
        if self.memory.last_answer != str(present):
            LOGGER.warning("%s does not go back to how it was found", hold.entity_id)
            await self.remember(last_answer=str(present))
        self._calls = TRIES - 1
        self._due_at = dt_util.utcnow() + _LATER
        self._alarm.set(self._due_at)

    async def _let_go_if_back(self, hold: Hold) -> None:
        """Forget what is back at once: from then on whoever switches it is a person, however soon."""
        seen = self._adapter.present
        if seen is not None and hold.expected is not None and self._adapter.is_same(seen, hold.found):
            await self._let_go(hold)

    def _answer_due(self, now: datetime) -> datetime | None:
        """Return until when an answer to the last call may still come, None where none may."""
        return self._due_at if self._due_at and now < self._due_at else None

    def _is_persons(self, hold: Hold, present: Setting, *, is_retry: bool) -> bool:
        """Tell whether a third setting came while it was given back: that can only be a person's."""
        is_third = hold.expected is not None and not self._adapter.is_same(present, hold.expected)
        return is_third and is_retry and self.is_giving_back and self._adapter.tells_persons

    async def _let_go(self, hold: Hold) -> None:
        """Forget the hold; of a device that never did what it was asked that is remembered until it does."""
        self._alarm.clear()
        self.is_giving_back, self._called_at, self._due_at = False, None, None
        await self.remember(hold=None, last_answer=self.memory.last_answer if hold.expected is None else None)

    async def _call(self, task: Task | None) -> None:
        """Call, and look again when the device should have answered; raises HomeAssistantError."""
        hold, now = self.memory.hold, dt_util.utcnow()
        self._called_at, self._due_at = now, now + self._adapter.switching.patience * 2**self._calls
        self._alarm.set(self._due_at)
        self._calls += 1
        if task:
            await self._adapter.carry_out(task)
        elif hold:
            await self._adapter.restore(hold.found)
            self._was_put_back = True
