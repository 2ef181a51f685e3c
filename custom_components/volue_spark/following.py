"""How a device follows the curve, as its subentry says: what is switched and how, and the household's rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Self

from homeassistant.util import dt as dt_util

from .spark.models import ResourceType
from .spark.rules import USUAL_WEAR, Wear
from .spark.spans import Fit
from .spark.waiting import Comfort, Waiting

# So long a device may take to answer; a reload must not wait for it for ever.
PATIENCE_SECONDS = 30

CONF_HOW = "how"
CONF_RUN = "run"
CONF_WAIT = "wait"
CONF_START_ACTION = "start_action"
CONF_GIVE_BACK_ACTION = "give_back_action"
CONF_PATIENCE = "patience_seconds"
CONF_WAITS = "waits"
CONF_WAIT_HOURS = "wait_hours"
CONF_READY_BY = "ready_by"
CONF_NEEDS_HOURS = "needs_hours"
CONF_TEMPERATURE_ENTITY_ID = "temperature_entity_id"
CONF_FLOOR = "floor"
CONF_HOT = "hot"
CONF_HOT_HOURS = "hot_hours"
CONF_LEAST_ON = "least_on_minutes"
CONF_LEAST_OFF = "least_off_minutes"
CONF_STARTS = "starts_a_day"
CONF_SHORTEST = "shortest_minutes"
CONF_LEAST_DELTA = "least_delta"

WAIT_HOURS = 6
NEEDS_HOURS = 4
FLOOR_C = 45
ROOM_FLOOR_C = 19
HOT_C = 60
MOST_HOT_HOURS = 72

type Setting = str | float


class How(StrEnum):
    """By what an entity is made to use power."""

    ON_OFF = "on_off"
    MODE = "mode"
    TEMPERATURE = "temperature"
    LEVEL = "level"
    ACTIONS = "actions"


@dataclass(frozen=True, slots=True)
class Switching:
    """An entity and how it is switched; with ``ACTIONS`` it only shows whether the device runs.

    ``run`` and ``wait`` are the settings for either: a mode, a temperature in
    Home Assistant's unit, a number; with ``ACTIONS`` ``run`` is the state that
    means "it runs". The actions are Home Assistant's, as an automation has them.
    """

    entity_id: str
    how: How = How.ON_OFF
    run: Setting | None = None
    wait: Setting | None = None
    start_action: Sequence[Mapping[str, Any]] = ()
    give_back_action: Sequence[Mapping[str, Any]] = ()
    patience_seconds: float = PATIENCE_SECONDS

    @property
    def patience(self) -> timedelta:
        """Return how long the device may take to answer."""
        return timedelta(seconds=self.patience_seconds)

    @property
    def can_wait(self) -> bool:
        """Tell whether it can be held back: where that takes a setting, one was chosen; actions know no waiting."""
        return self.how is How.ON_OFF or (self.how is not How.ACTIONS and self.wait is not None)

    @classmethod
    def of(cls, entity_id: str, data: Mapping[str, Any]) -> Self:
        """Read it out of a device's data, or of what was kept of it."""
        return cls(
            entity_id,
            How(data.get(CONF_HOW, How.ON_OFF)),
            data.get(CONF_RUN),
            data.get(CONF_WAIT),
            tuple(data.get(CONF_START_ACTION, ())),
            tuple(data.get(CONF_GIVE_BACK_ACTION, ())),
            data.get(CONF_PATIENCE, PATIENCE_SECONDS),
        )


@dataclass(frozen=True, slots=True)
class Following:
    """All about following the curve but whether it is followed; ``temperature_entity_id`` measures what waits."""

    switching: Switching
    fit: Fit
    wear: Wear
    waiting: Waiting | None
    temperature_entity_id: str | None

    @classmethod
    def of(cls, entity_id: str, kind: ResourceType, data: Mapping[str, Any]) -> Self:
        """Read it out of a device's data; what nobody stated is as usual for its type."""
        switching = Switching.of(entity_id, data)
        return cls(
            switching,
            Fit(data.get(CONF_LEAST_DELTA, 0.0), _minutes(data.get(CONF_SHORTEST, 0))),
            _wear(kind, data),
            _waiting(kind, data) if data.get(CONF_WAITS) and switching.can_wait else None,
            data.get(CONF_TEMPERATURE_ENTITY_ID),
        )


def is_warmed(kind: ResourceType) -> bool:
    """Tell whether somebody is cold if such a device waits: it does so only where its temperature is known."""
    return kind in (ResourceType.HOT_WATER_TANK, ResourceType.HVAC)


def usual_floor_c(kind: ResourceType) -> float:
    """Return how warm it has to be if nobody says otherwise: of a room less than of water, or it would never wait."""
    return FLOOR_C if kind is ResourceType.HOT_WATER_TANK else ROOM_FLOOR_C


def is_driven(kind: ResourceType) -> bool:
    """Tell whether something has to be charged in the morning."""
    return kind in (ResourceType.CHARGER, ResourceType.VEHICLE)


def _wear(kind: ResourceType, data: Mapping[str, Any]) -> Wear:
    usual = USUAL_WEAR[kind]
    least_on, least_off = data.get(CONF_LEAST_ON), data.get(CONF_LEAST_OFF)
    return Wear(
        usual.least_on if least_on is None else _minutes(least_on),
        usual.least_off if least_off is None else _minutes(least_off),
        int(data.get(CONF_STARTS, usual.starts_a_day)),
    )


def _waiting(kind: ResourceType, data: Mapping[str, Any]) -> Waiting:
    ready_by = data.get(CONF_READY_BY) if is_driven(kind) else None
    return Waiting(
        _hours(data.get(CONF_WAIT_HOURS, WAIT_HOURS)),
        dt_util.parse_time(ready_by) if ready_by else None,
        _hours(data.get(CONF_NEEDS_HOURS, NEEDS_HOURS)),
        _comfort(kind, data) if is_warmed(kind) else None,
    )


def _comfort(kind: ResourceType, data: Mapping[str, Any]) -> Comfort:
    """Return what a temperature must do; only water has to be hot, and at least every three days whatever is stated."""
    hot_every = _hours(min(data.get(CONF_HOT_HOURS, MOST_HOT_HOURS), MOST_HOT_HOURS))
    is_water = kind is ResourceType.HOT_WATER_TANK
    return Comfort(
        data.get(CONF_FLOOR, usual_floor_c(kind)), data.get(CONF_HOT, HOT_C), hot_every if is_water else None
    )


def _minutes(amount: float) -> timedelta:
    return timedelta(minutes=amount)


def _hours(amount: float) -> timedelta:
    return timedelta(hours=amount)
