"""All that a decision about one device needs to know, as it is now."""

from datetime import datetime

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..coordinator import SparkCoordinator
from ..following import Following, Setting
from ..homes import Device
from ..spark.device_state import DeviceState, Held, Task
from ..spark.policy import Decision, aside_until, decide
from ..spark.reasons import Reason
from ..spark.rules import Rule
from ..spark.timeline import Timeline
from ..spark.waiting import Past
from .adapters.base import Adapter
from .hand import Hand
from .memory import Memory
from .senses import Senses
from .turns import Place, Turns

_IN_THE_LIST = (Reason.HOUSE_LIMIT, Reason.OTHER_STARTED)


class Situation:
    """Curve, rule, memory, entity, sensors, and who else would start."""

    def __init__(
        self,
        coordinator: SparkCoordinator,
        device: Device,
        following: Following,
        adapter: Adapter,
        hand: Hand,
        senses: Senses,
        turns: Turns,
        place: Place,
    ) -> None:
        """Keep whom to ask."""
        self._hass: HomeAssistant = coordinator.hass
        self._coordinator = coordinator
        self._device = device
        self._following = following
        self._adapter = adapter
        self._hand = hand
        self._senses = senses
        self._turns = turns
        self._place = place
        # Before Home Assistant has started, states come and go.
        self.is_looking = False

    @property
    def timeline(self) -> Timeline:
        """Return the device's curve."""
        return self._coordinator.data.timelines[self._device.resource.resource_id]

    @property
    def rule(self) -> Rule:
        """Return the household's rule."""
        return Rule(
            self._hand.memory.is_following,
            self._device.home.is_paused,
            dt_util.get_default_time_zone(),
            self._following.fit,
            self._following.wear,
            self._following.waiting,
        )

    def decision(self, now: datetime) -> Decision:
        """Return what is to be done with the device now, and why."""
        return decide(self.timeline, self.rule, self._state(now), now)

    def aside_until(self, now: datetime) -> datetime | None:
        """Return how long a person's switching counts now."""
        return aside_until(self.timeline, self.rule, self._state(now), now)

    def next_look(self, now: datetime) -> datetime | None:
        """Return when something else may follow from the clock alone; None where everybody is woken then."""
        moments = (self.decision(now).until, self._senses.idle_at(self._hand.turned_at))
        coming = min((moment for moment in moments if moment and moment > now), default=None)
        return None if coming == self.timeline.next_change(now) else coming

    @property
    def is_hot(self) -> bool:
        """Tell whether it is hot enough against Legionella now."""
        waiting, temperature = self._following.waiting, self._senses.temperature_c
        comfort = waiting.comfort if waiting else None
        return comfort is not None and temperature is not None and temperature >= comfort.hot

    @callback
    def begin(self, now: datetime) -> None:
        """Take the turn to start: from now on others wait."""
        self._turns.begin(self._device.key, self._place, now)

    @callback
    def stand_in_line(self, decision: Decision) -> None:
        """Be in the list of those that wait for a turn as long as that is what is decided."""
        if decision.reason in _IN_THE_LIST:
            self._turns.wait(self._place, lambda: self._senses.candidate)
        else:
            self._turns.leave(self._place)

    @callback
    def leave(self) -> None:
        """Wait for no turn any more."""
        self._turns.leave(self._place)

    def _state(self, now: datetime) -> DeviceState:
        memory, present, turned_at = self._hand.memory, self._adapter.present, self._hand.turned_at
        hold = memory.hold
        return DeviceState(
            None if present is None else self._adapter.is_running(present),
            Held(hold.task, hold.since, self._adapter.is_running(hold.found)) if hold else None,
            turned_at,
            memory.starts,
            memory.run,
            memory.left,
            memory.aside_until,
            self._is_silent(memory, present),
            self._senses.is_drawing(turned_at, now),
            self._turns.gate(self._device.key, self._place, self._senses.candidate, now),
            Past(memory.waited_until, memory.hot_at, self._senses.temperature_c),
        )

    def _is_silent(self, memory: Memory, present: Setting | None) -> bool:
        """Tell whether it cannot be switched; while Home Assistant starts or ends, nothing can."""
        is_given_up = memory.hold is not None and memory.hold.is_given_up
        return is_given_up or (present is None and self.is_looking and not self._hass.is_stopping)

    def starts_with(self, task: Task | None, present: Setting) -> bool:
        """Tell whether the device begins to run when it is given a task, or back: None."""
        hold = self._hand.memory.hold
        shall_run = task is Task.RUN if task else hold is not None and self._adapter.is_running(hold.found)
        return shall_run and not self._adapter.is_running(present)
