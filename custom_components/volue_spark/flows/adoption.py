"""Homes that Spark knows already: found, described, and made ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from homeassistant.const import CONF_LATITUDE, CONF_LONGITUDE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import SelectOptionDict, SelectSelector, SelectSelectorConfig, SelectSelectorMode
from homeassistant.helpers.translation import async_get_translations
import voluptuous as vol

from ..const import (
    CONF_LOCATION_ID,
    CONF_METER_POINT_IDS,
    CONF_RESOURCE_TYPE,
    CONF_TAKE_OVER,
    CONF_USER_ID,
    DOMAIN,
    SUBENTRY_HOME,
)
from ..spark.client import SparkClient
from ..spark.models import Location, LocationId, ResourceType, UserId

# A homeowner has a few homes; who has more users is a partner with other people's.
MOST_LISTED = 10
NEW_HOME = "new"
_NOTHING = "-"
_SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class FoundHome:
    """A location at Spark, and the types of what is registered there, vehicles included."""

    location: Location
    resource_types: tuple[ResourceType, ...]

    @property
    def data(self) -> dict[str, Any]:
        """Return the data of a home's subentry."""
        place = self.location.coordinates
        coordinates = {CONF_LATITUDE: place.latitude, CONF_LONGITUDE: place.longitude} if place else {}
        return {
            CONF_USER_ID: self.location.user_id,
            CONF_LOCATION_ID: self.location.location_id,
            CONF_METER_POINT_IDS: list(self.location.meter_point_ids),
            **coordinates,
        }


@dataclass(frozen=True, slots=True)
class FoundHomes:
    """What can be taken over; ``are_too_many`` users are not listed, for they are other people."""

    homes: tuple[FoundHome, ...] = ()
    are_too_many: bool = False


async def find_homes(hass: HomeAssistant, client: SparkClient) -> FoundHomes:
    """Return the homes of the account that this Home Assistant does not have yet; raises SparkError."""
    listed = await client.users(at_most=MOST_LISTED)
    if listed.total > MOST_LISTED:
        return FoundHomes(are_too_many=True)
    found = [home for user_id in listed.users for home in await homes_of(hass, client, user_id)]
    return FoundHomes(tuple(found))


async def homes_of(hass: HomeAssistant, client: SparkClient, user_id: UserId) -> list[FoundHome]:
    """Return one user's homes, none where there is no such user; raises SparkError."""
    ours = _configured(hass)
    locations = [found for found in await client.locations(user_id) if found.location_id not in ours]
    resources = await client.resources(user_id) if locations else []
    return [
        FoundHome(
            location,
            tuple(
                resource.resource_type
                for resource in resources
                if resource.resource_type and resource.location_id in (None, location.location_id)
            ),
        )
        for location in locations
    ]


def _configured(hass: HomeAssistant) -> set[LocationId]:
    entries = hass.config_entries.async_entries(DOMAIN)
    return {home.data[CONF_LOCATION_ID] for entry in entries for home in entry.get_subentries_of_type(SUBENTRY_HOME)}


async def take_over_schema(hass: HomeAssistant, homes: Sequence[FoundHome]) -> vol.Schema:
    """Return the form that offers the homes; the first is what a reinstall wants."""
    texts = await async_get_translations(hass, hass.config.language, "selector", {DOMAIN})
    prefix = f"component.{DOMAIN}.selector"
    options = [
        SelectOptionDict(value=home.location.location_id, label=describe(home, texts, f"{prefix}.{CONF_RESOURCE_TYPE}"))
        for home in homes
    ]
    new = texts.get(f"{prefix}.{CONF_TAKE_OVER}.options.{NEW_HOME}", NEW_HOME)
    config = SelectSelectorConfig(
        options=[*options, SelectOptionDict(value=NEW_HOME, label=new)], mode=SelectSelectorMode.LIST
    )
    default = homes[0].location.location_id
    return vol.Schema({vol.Required(CONF_TAKE_OVER, default=default): SelectSelector(config)})


def describe(home: FoundHome, texts: dict[str, str], prefix: str) -> str:
    """Return the home's device types in words, and the end of each meter point."""
    kinds = [texts.get(f"{prefix}.options.{kind}", kind) for kind in home.resource_types]
    return f"{', '.join(kinds) or _NOTHING} · {last_digits(home.location)}"


def last_digits(location: Location) -> str:
    """Return the last four digits of each meter point."""
    return ", ".join(f"…{meter_point[-_SHOWN_DIGITS:]}" for meter_point in location.meter_point_ids) or _NOTHING
