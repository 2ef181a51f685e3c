"""What is expected of one device; its plan is made again only when curve or rule have changed."""

from dataclasses import replace
from datetime import datetime

from .control.controller import Controller
from .homes import Device
from .spark.plan import Planned, plan
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
        self._read_from: tuple[Timeline, Rule] | None = None
        self._planned: list[Planned] = []

    def by(self, timeline: Timeline, now: datetime) -> list[Prospect]:
        """Return all that is and was expected by a curve, ascending."""
        rule, memory = self._rule, self._controller.memory
        if self._read_from is None or self._read_from[0] is not timeline or self._read_from[1] != rule:
            self._read_from = (timeline, rule)
            self._planned = plan(timeline, rule)
        return prospects(self._planned, rule, Wishes(memory.run, memory.left, memory.aside_until), now)

    @property
    def _rule(self) -> Rule:
        """Return the rule; what must not get cold, and of which nobody measures how warm it is, never waits."""
        rule = self._controller.rule
        never_waits = rule.waiting and rule.waiting.comfort and not self._is_measured
        return replace(rule, waiting=None) if never_waits else rule
