"""The questions about a home, and what is made of the answers."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from homeassistant.const import CONF_LATITUDE, CONF_LONGITUDE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
)
import voluptuous as vol

from ..const import (
    CONF_CONSENT,
    CONF_ENVIRONMENT,
    CONF_LOCATION_ID,
    CONF_METER_POINT_IDS,
    CONF_PLACE,
    CONF_PUSH,
    CONF_USER_ID,
    ENVIRONMENT_PRODUCTION,
)
from ..spark.meter_points import doubt_about
from .attempt import Outcome, wrong

# Specified: centres of the sandbox's test areas, docs/spark-api.md "Test areas".
_TEST_AREAS = {
    "area_1": (79.51913682860402, 15.97611317258921),
    "area_2": (78.21661621129984, 15.63509153386616),
}
NO_PLACE = "none"
SAME_PLACE = "same"
_OWN_PLACE = "home"
# Without one the frontend shows a button and no field to type in.
_ONE_LINE = {"suggested_value": [""]}

CONSENT_SCHEMA = vol.Schema({vol.Required(CONF_CONSENT, default=False): BooleanSelector()})
# The consent stands last: it is about all above it.
ACCOUNT_CONSENT_SCHEMA = vol.Schema({vol.Required(CONF_PUSH, default=True): BooleanSelector()}).extend(
    CONSENT_SCHEMA.schema
)


def place_schema(environment: str, *, none: str) -> vol.Schema:
    """Return the form for meter points and a place; test areas only where they exist.

    ``none`` is the choice that sends no coordinates.
    """
    areas = [] if environment == ENVIRONMENT_PRODUCTION else list(_TEST_AREAS)
    places = SelectSelectorConfig(
        options=[none, *areas, _OWN_PLACE], translation_key=CONF_PLACE, mode=SelectSelectorMode.LIST
    )
    return vol.Schema(
        {
            vol.Optional(CONF_METER_POINT_IDS, description=_ONE_LINE): TextSelector(TextSelectorConfig(multiple=True)),
            vol.Required(CONF_PLACE, default=none): SelectSelector(places),
        }
    )


def home_schema(environment: str, consent: vol.Schema) -> vol.Schema:
    """Return the form of a new home: where it is, and the consent."""
    return place_schema(environment, none=NO_PLACE).extend(consent.schema)


class PlaceAnswers:
    """Meter points and a place, as one flow asked for them; a doubt is told once."""

    def __init__(self, hass: HomeAssistant, environment: str, *, has_place: bool = False) -> None:
        """Begin without answers; ``has_place`` tells whether Spark knows coordinates already."""
        self._hass = hass
        self._pays = environment == ENVIRONMENT_PRODUCTION
        self._has_place = has_place
        self._told: set[str] = set()
        self.meter_point_ids: list[str] = []
        self.coordinates: dict[str, float] = {}

    @property
    def data(self) -> dict[str, Any]:
        """Return what a home's subentry keeps of the answers."""
        return {CONF_METER_POINT_IDS: self.meter_point_ids, **self.coordinates}

    def take(self, answers: Mapping[str, Any]) -> Outcome:
        """Keep the answers, or say what is missing or looks wrong.

        What looks wrong is accepted when it is submitted again.
        """
        meter_points = ["".join(text.split()) for text in answers.get(CONF_METER_POINT_IDS, ())]
        self.meter_point_ids = list(dict.fromkeys(filter(None, meter_points)))
        self.coordinates = self._coordinates(answers[CONF_PLACE])
        if not (self.meter_point_ids or self.coordinates or self._has_place):
            return wrong("meter_point_or_place")
        return self._doubts()

    def _coordinates(self, place: str) -> dict[str, float]:
        if place in (NO_PLACE, SAME_PLACE):
            return {}
        own = (self._hass.config.latitude, self._hass.config.longitude)
        latitude, longitude = _TEST_AREAS.get(place, own)
        return {CONF_LATITUDE: latitude, CONF_LONGITUDE: longitude}

    def _doubts(self) -> Outcome:
        """Tell the first thing that looks wrong and was not told yet."""
        doubts = {
            meter_point: f"doubt_{doubt}"
            for meter_point in self.meter_point_ids
            if (doubt := doubt_about(meter_point, self._hass.config.country))
        }
        if self._pays and not self.meter_point_ids:
            doubts[""] = "doubt_nothing_paid"
        new = {about: doubt for about, doubt in doubts.items() if about not in self._told}
        self._told |= doubts.keys()
        return wrong(next(iter(new.values())), CONF_METER_POINT_IDS) if new else Outcome()


class HomeDraft:
    """A new home on its way to Spark; its random ids are made once, so that a retry makes no second one."""

    def __init__(self, hass: HomeAssistant, account: Mapping[str, Any], consent: vol.Schema) -> None:
        """Choose ids from which Spark learns nothing; ``consent`` is how it is asked for."""
        self.ids = {CONF_USER_ID: str(uuid4()), CONF_LOCATION_ID: str(uuid4())}
        self.schema = home_schema(account[CONF_ENVIRONMENT], consent)
        self.place = PlaceAnswers(hass, account[CONF_ENVIRONMENT])

    @property
    def data(self) -> dict[str, Any]:
        """Return the data of the home's subentry."""
        return {**self.ids, **self.place.data}
