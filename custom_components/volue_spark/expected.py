"""What is expected of one device, put together again only when curve, rule or wishes have changed."""

from .control.controller import Controller
from .spark.plan import plan
from .spark.prospects import Prospect, Wishes, prospects
from .spark.rules import Rule
from .spark.timeline import Timeline


class Expected:
    """The prospects of a device that somebody switches."""

    def __init__(self, controller: Controller) -> None:
        """Keep who knows the rule and the wishes."""
        self._controller = controller
        self._read_from: tuple[Timeline, Rule, Wishes] | None = None
        self._found: list[Prospect] = []

    def by(self, timeline: Timeline) -> list[Prospect]:
        """Return all that is and was expected by a curve, ascending."""
        rule, memory = self._controller.rule, self._controller.memory
        wishes = Wishes(memory.run, memory.left, memory.aside_until)
        if self._read_from is None or self._read_from[0] is not timeline or self._read_from[1:] != (rule, wishes):
            self._read_from = (timeline, rule, wishes)
            self._found = prospects(plan(timeline, rule), rule, wishes)
        return self._found
