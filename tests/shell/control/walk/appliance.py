"""Appliances that obey, answer late, lie or are gone: what they are told, and what they report."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE


class Mood(StrEnum):
    """How an appliance takes a call."""

    OBEYS = "obeys"
    LATE_2 = "late by 2 s"
    LATE_8 = "late by 8 s"
    LATE_25 = "late by 25 s"
    SHUFFLED = "new, old, new"
    DEAF = "deaf"
    RELAPSES = "relapses"


type Report = tuple[timedelta, str]
_S = timedelta(seconds=1)


def reports(mood: Mood, old: str, new: str) -> list[Report]:
    """Return what is reported after a call, and how long after it."""
    return {
        Mood.OBEYS: [(0 * _S, new)],
        Mood.LATE_2: [(2 * _S, new)],
        Mood.LATE_8: [(8 * _S, new)],
        Mood.LATE_25: [(25 * _S, new)],
        Mood.SHUFFLED: [(1 * _S, new), (4 * _S, old), (9 * _S, new)],
        Mood.DEAF: [],
        Mood.RELAPSES: [(0 * _S, new), (45 * _S, old)],
    }[mood]


@dataclass
class Appliance:
    """One appliance; ``passed`` is a clock that nobody sets, on which its reports come.

    ``shown`` is what it reports, also while it is away and nobody hears it.
    """

    entity_id: str
    show: Callable[[Appliance], None]
    shown: str = STATE_OFF
    mood: Mood = Mood.OBEYS
    is_away: bool = False
    coming: list[Report] = field(default_factory=list)

    @property
    def state(self) -> str:
        """Return what Home Assistant hears."""
        return STATE_UNAVAILABLE if self.is_away else self.shown

    @property
    def opposite(self) -> str:
        """Return what somebody would switch it to."""
        return STATE_OFF if self.shown == STATE_ON else STATE_ON

    def take(self, wanted: str, passed: timedelta) -> None:
        """Take a call; a later one makes earlier reports void."""
        coming = reports(self.mood, self.shown, wanted)
        self.coming = [(passed + after, state) for after, state in coming if after]
        for after, state in coming:
            if not after:
                self.report(state)

    def switch(self, state: str) -> None:
        """Be switched by a person, at the appliance itself."""
        self.coming = []
        self.report(state)

    def report(self, state: str) -> None:
        """Report a state."""
        self.shown = state
        self.show(self)

    def due(self, passed: timedelta) -> None:
        """Report what has become due."""
        due = [state for at, state in self.coming if at <= passed]
        self.coming = [(at, state) for at, state in self.coming if at > passed]
        for state in due:
            self.report(state)
