"""Notices what is wrong with a loaded account's homes and devices."""

from collections.abc import Iterator
from datetime import datetime

from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from ..alarm import Alarm
from ..const import CONF_ENVIRONMENT, CONF_HOME, ENVIRONMENT_SANDBOX, SUBENTRY_DEVICE
from ..coordinator import SparkCoordinator
from ..homes import Home
from ..reporting.reporter import Reporter
from ..spark.eligibility import Standing
from .answers import AnswerProblems
from .blueprints import BlueprintProblems
from .entities import Entities, possibly_gone
from .issues import Problem, ProblemKey, forget, show
from .ledger import LedgerProblems
from .limits import next_end, power_limited
from .unreached import unreached, unreached_at

_BY_STANDING = {
    Standing.LOST: ProblemKey.ELIGIBILITY_LOST,
    Standing.NOT_REGISTERED: ProblemKey.HOME_NOT_REGISTERED,
}


class Problems:
    """Looks at the start, when an entity comes or goes, and when Spark has news."""

    def __init__(self, hass: HomeAssistant, coordinator: SparkCoordinator, reporter: Reporter) -> None:
        """Take over what is configured: a change of it reloads the account."""
        self._hass = hass
        self._of_ledger = LedgerProblems(hass, coordinator, reporter)
        self._of_blueprints = BlueprintProblems(hass, coordinator)
        self._of_answers = AnswerProblems(coordinator)
        self._coordinator = coordinator
        self._entry = coordinator.config_entry
        self._entities = Entities(hass)
        self._possible = list(possibly_gone(coordinator.homes.values(), coordinator.devices))
        self._watched = {problem.quoted["entity"] for problem in self._possible}
        self._has_started = False
        self._stops: list[CALLBACK_TYPE] = []
        self._alarm = Alarm(hass, "volue_spark problems", self._look)

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Begin to look; return how to stop."""
        self._look()
        self._stops = [
            self._coordinator.async_add_listener(self._look),
            self._hass.bus.async_listen(
                er.EVENT_ENTITY_REGISTRY_UPDATED, self._on_registry, event_filter=self._is_watched
            ),
            async_track_state_change_event(self._hass, self._watched, self._on_state),
            self._of_blueprints.start(self._look),
            self._of_answers.start(self._look),
            async_at_started(self._hass, self._on_started),
        ]
        return self._stop

    @callback
    def _stop(self) -> None:
        self._alarm.clear()
        for stop in self._stops:
            stop()
        # A disabled account asks for nothing.
        if self._entry.disabled_by:
            forget(self._hass, self._entry.entry_id)

    @callback
    def _on_started(self, _: HomeAssistant) -> None:
        """Begin to miss entities: before this they come one after the other."""
        self._has_started = True
        self._look()

    @callback
    def _is_watched(self, data: er.EventEntityRegistryUpdatedData) -> bool:
        return data["entity_id"] in self._watched

    @callback
    def _on_registry(self, event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        if event.data["action"] == "remove":
            self._entities.removed(event.data["entity_id"])
        self._look()

    @callback
    def _on_state(self, event: Event[EventStateChangedData]) -> None:
        """Look when an entity comes or goes; what its state is does not matter."""
        if event.data["old_state"] is None:
            self._entities.appeared(event.data["entity_id"])
        if event.data["old_state"] is None or event.data["new_state"] is None:
            self._look()

    @callback
    def _look(self, _: datetime | None = None) -> None:
        """Show what is wrong now, and look again when time alone makes it otherwise."""
        now, undecided, events = dt_util.utcnow(), set[str](), self._coordinator.data.events
        problems = [
            *self._of_homes(),
            *self._of_standings(undecided),
            *self._without_home(),
            *self._of_entities(undecided),
            *power_limited(events, self._coordinator.homes.values(), now),
            *self._of_blueprints.problems(),
            *self._of_answers.problems(),
            *self._of_ledger.problems(),
            *unreached(self._coordinator, now),
        ]
        show(self._hass, self._entry, problems, undecided)
        self._arm(self._entities.decided_at(now), next_end(events, now), unreached_at(self._coordinator, now))

    @callback
    def _arm(self, *instants: datetime | None) -> None:
        self._alarm.clear()
        if coming := [instant for instant in instants if instant]:
            self._alarm.set(min(coming))

    def _of_homes(self) -> Iterator[Problem]:
        """Yield the homes that cannot be paid; in the sandbox nobody is."""
        if self._entry.data[CONF_ENVIRONMENT] == ENVIRONMENT_SANDBOX:
            return
        for home in self._coordinator.homes.values():
            if not home.location.meter_point_ids and not home.has_left:
                yield _problem(ProblemKey.MISSING_METER_POINT, home)

    def _of_standings(self, undecided: set[str]) -> Iterator[Problem]:
        """Yield what Spark says; where it has not said anything yet, add the ids to ``undecided``."""
        for home in self._coordinator.homes.values():
            standing = self._coordinator.data.standings.get(home.location.user_id)
            for of, key in _BY_STANDING.items():
                if standing is of:
                    yield _problem(key, home)
                elif standing is None:
                    undecided.add(_problem(key, home).issue_id)

    def _without_home(self) -> Iterator[Problem]:
        for device in self._entry.get_subentries_of_type(SUBENTRY_DEVICE):
            if device.data[CONF_HOME] not in self._coordinator.homes:
                yield Problem(ProblemKey.HOME_GONE, device.subentry_id, {"device": device.title})

    def _of_entities(self, undecided: set[str]) -> Iterator[Problem]:
        """Yield what is gone, and add the ids of issues of which nobody can tell yet."""
        now = dt_util.utcnow()
        for problem in self._possible:
            gone = self._entities.is_gone(problem.quoted["entity"], now) if self._has_started else None
            if gone:
                yield problem
            elif gone is None:
                undecided.add(problem.issue_id)


def _problem(key: ProblemKey, home: Home) -> Problem:
    return Problem(key, home.subentry_id, {"home": home.title})
