"""Looks at the states, and compares them with what they should be."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant

from tests.soak.house import APPLIANCES, Appliance
from tests.soak.told import Told

NOTHING = ("unknown", "unavailable", "missing")


@dataclass
class Watch:
    """Counts what is wrong, and how long it stays so."""

    told: Told
    seen: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    late: timedelta = timedelta()
    is_right: bool = False
    _changed: dict[str, tuple[float | None, datetime]] = field(default_factory=dict)
    _behind: set[str] = field(default_factory=set)

    def look(self, hass: HomeAssistant, now: datetime) -> None:
        """Look at everything once."""
        before = len(self.wrong) + len(self.hidden)
        for appliance in APPLIANCES:
            self._compare(hass, appliance, now)
        self.is_right = len(self.wrong) + len(self.hidden) == before

    def _compare(self, hass: HomeAssistant, appliance: Appliance, now: datetime) -> None:
        expected = self.told.expected(appliance.resource_id, now)
        before = self._changed.get(appliance.resource_id)
        if before is None or before[0] != expected:
            self._changed[appliance.resource_id] = expected, now
        shown = state_of(hass, appliance.delta), state_of(hass, appliance.use_power)
        self.seen.add(shown[0])
        said = f"{now} {appliance.name}: {shown}, expected {expected}"
        if expected is not None and any(state in NOTHING for state in shown):
            self.hidden.append(said)
        elif shown != wanted(expected) or not is_switched(hass, appliance, expected):
            self.wrong.append(said)
        else:
            self._note_right(appliance.resource_id, now)
            return
        self._behind.add(appliance.resource_id)

    def _note_right(self, resource_id: str, now: datetime) -> None:
        """Note how long it took, where it was not right at once."""
        if resource_id in self._behind:
            self._behind.remove(resource_id)
            self.late = max(self.late, now - self._changed[resource_id][1])


def state_of(hass: HomeAssistant, entity_id: str) -> str:
    """Return a state as text."""
    state = hass.states.get(entity_id)
    return state.state if state else "missing"


def wanted(expected: float | None) -> tuple[str, str]:
    """Return what both entities should show."""
    if expected is None:
        return "unknown", "unknown"
    return str(expected), "on" if expected < 0 else "off"


def is_switched(hass: HomeAssistant, appliance: Appliance, expected: float | None) -> bool:
    """Tell whether the device itself is on in favourable hours, and off as it was found in all others."""
    is_wanted = expected is not None and expected < 0
    return not appliance.switch or state_of(hass, appliance.switch) == ("on" if is_wanted else "off")
