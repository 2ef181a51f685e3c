"""The questions about a home, the consent, and its registration at Spark."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from homeassistant.const import CONF_LATITUDE, CONF_LONGITUDE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelector,
    SelectSelectorConfig,
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
    CONF_USER_ID,
    ENVIRONMENT_PRODUCTION,
)
from ..homes import location_of
from ..spark.client import SparkClient
from ..spark.models import Location
from .attempt import Outcome, attempt, wrong

# Specified: centres of the sandbox's test areas, docs/spark-api.md "Test areas".
_TEST_AREAS = {
    "area_1": (79.51913682860402, 15.97611317258921),
    "area_2": (78.21661621129984, 15.63509153386616),
}
_NO_PLACE = "none"
_OWN_PLACE = "home"
_NOTHING = "-"

CONSENT_SCHEMA = vol.Schema({vol.Required(CONF_CONSENT, default=False): BooleanSelector()})


def home_schema(environment: str) -> vol.Schema:
    """Return the form: meter points, and a place; test areas only where they exist."""
    places = [_NO_PLACE, _OWN_PLACE]
    if environment != ENVIRONMENT_PRODUCTION:
        places += _TEST_AREAS
    return vol.Schema(
        {
            vol.Optional(CONF_METER_POINT_IDS): TextSelector(TextSelectorConfig(multiple=True)),
            vol.Required(CONF_PLACE, default=_NO_PLACE): SelectSelector(
                SelectSelectorConfig(options=places, translation_key=CONF_PLACE)
            ),
        }
    )


class HomeDraft:
    """A home on its way to Spark; its ids are made once, so that a retry makes no second one."""

    def __init__(self, hass: HomeAssistant, account: Mapping[str, Any]) -> None:
        """Choose random ids: Spark learns nothing from them."""
        self._hass = hass
        self._ids = {CONF_USER_ID: str(uuid4()), CONF_LOCATION_ID: str(uuid4())}
        self.schema = home_schema(account[CONF_ENVIRONMENT])
        self.data: dict[str, Any] = {}

    @property
    def unique_id(self) -> str:
        """Return the id under which Spark knows the home."""
        return self._ids[CONF_LOCATION_ID]

    def take(self, answers: Mapping[str, Any]) -> Outcome:
        """Keep the answers, or say what is missing."""
        meter_points = ["".join(text.split()) for text in answers.get(CONF_METER_POINT_IDS, ())]
        self.data = {
            **self._ids,
            CONF_METER_POINT_IDS: list(dict.fromkeys(filter(None, meter_points))),
            **self._coordinates(answers[CONF_PLACE]),
        }
        if not self.data[CONF_METER_POINT_IDS] and CONF_LATITUDE not in self.data:
            return wrong("meter_point_or_place")
        return Outcome()

    def _coordinates(self, place: str) -> dict[str, float]:
        if place == _NO_PLACE:
            return {}
        own = (self._hass.config.latitude, self._hass.config.longitude)
        latitude, longitude = _TEST_AREAS.get(place, own)
        return {CONF_LATITUDE: latitude, CONF_LONGITUDE: longitude}

    def summary(self) -> dict[str, str]:
        """Return what the consent page lists as leaving the house."""
        place = f"{self.data[CONF_LATITUDE]}, {self.data[CONF_LONGITUDE]}" if CONF_LATITUDE in self.data else _NOTHING
        return {"meter_points": ", ".join(self.data[CONF_METER_POINT_IDS]) or _NOTHING, "coordinates": place}

    async def register(self, client: SparkClient, answers: Mapping[str, Any]) -> Outcome:
        """Register the home if the person agrees."""
        if not answers[CONF_CONSENT]:
            return wrong("consent_required")
        return await attempt(_register(client, location_of(self.data)))


async def _register(client: SparkClient, location: Location) -> None:
    """Register user and location where they are not there yet."""
    if not await client.has_user(location.user_id):
        await client.create_user(location.user_id)
    if not await client.has_location(location.user_id, location.location_id):
        await client.create_location(location)
