"""What is expected of one device, put together again only when curve, rule or wishes have changed."""

from dataclasses import replace

from .control.controller import Controller
from .homes import Device
from .spark.plan import plan
from .spark.prospects import Prospect, Wishes, prospects
from .spark.rules import Rule
from .spark.timeline import Timeline


class Expected:
    """The prospects of a device that somebody switches."""

    def __init__(self, controller: Controller, device: Device) -> None:
        """Keep who knows the rule and the wishes."""
        self._controller = controller
        following = device.following
        self._is_measured = following is not None and following.temperature_entity_id is not None
        self._read_from: tuple[Timeline, Rule, Wishes] | None = None
        self._found: list[Prospect] = []

    def by(self, timeline: Timeline) -> list[Prospect]:
        """Return all that is and was expected by a curve, ascending."""
        rule, memory = self._rule, self._controller.memory
        wishes = Wishes(memory.run, memory.left, memory.aside_until)
        if self._read_from is None or self._read_from[0] is not timeline or self._read_from[1:] != (rule, wishes):
            self._read_from = (timeline, rule, wishes)
            self._found = prospects(plan(timeline, rule), rule, wishes)
        return self._found

    @property
    def _rule(self) -> Rule:
        """Return the rule; what must not get cold, and of which nobody measures how warm it is, never waits."""
        rule = self._controller.rule
        never_waits = rule.waiting and rule.waiting.comfort and not self._is_measured
        return replace(rule, waiting=None) if never_waits else rule
