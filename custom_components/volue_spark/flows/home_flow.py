"""One more home for an account; a home's menu: move it, limit it, pause it, leave, delete it at Spark."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentry,
    SubentryFlowContext,
    SubentryFlowResult,
    UnknownSubEntry,
)
from homeassistant.const import CONF_LATITUDE
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.selector import BooleanSelector
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import CONF_CONFIRM, CONF_ENVIRONMENT, CONF_LEFT, CONF_METER_POINT_IDS, CONF_PAUSED
from ..homes import homes, location_of
from ..owned import account_of
from .attempt import Outcome, attempt, wrong
from .farewell import UNKNOWN_LOSSES, Farewell
from .home import SAME_PLACE, PlaceAnswers, place_schema
from .home_steps import HomeSteps
from .house_limit import check_house_limit, house_limit_schema, with_house_limit
from .subentry import SparkSubentryFlow

_CONFIRM_SCHEMA = vol.Schema({vol.Required(CONF_CONFIRM, default=False): BooleanSelector()})


class HomeSubentryFlow(HomeSteps[SubentryFlowContext, SubentryFlowResult, tuple[str, str]], SparkSubentryFlow):
    """Adds a home, or changes one."""

    _place: PlaceAnswers
    _farewell: Farewell

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask what is registered already; this page is only seen where that fails."""
        outcome = await attempt(self._look_for_homes())
        return self._page("user", vol.Schema({}), outcome) if outcome.errors else await self._first_page()

    @override
    def _account_data(self) -> Mapping[str, Any]:
        return self._entry.data

    @override
    def _account_id(self) -> str:
        return account_of(self._entry)

    @override
    def _home_titles(self) -> list[str]:
        return self._titles()

    @override
    def _finish_home(self, title: str, data: dict[str, Any]) -> SubentryFlowResult:
        return self.async_create_entry(title=title, data=data, unique_id=data["location_id"])

    @override
    @callback
    def _get_reconfigure_subentry(self) -> ConfigSubentry:
        """Return the home; one that somebody removed meanwhile ends the flow in words, at whatever page."""
        try:
            return super()._get_reconfigure_subentry()
        except UnknownSubEntry as err:
            raise AbortFlow("home_gone") from err

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show what can be done with the home."""
        data = self._get_reconfigure_subentry().data
        switched = "resume" if data.get(CONF_PAUSED) else "pause"
        enrolled = "rejoin" if data.get(CONF_LEFT) else "leave"
        return self.async_show_menu(
            step_id="reconfigure", menu_options=["place", "house_limit", switched, enrolled, "delete"]
        )

    async def async_step_pause(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Switch nothing in this home until further notice."""
        return self._change({CONF_PAUSED: True})

    async def async_step_resume(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Let the devices follow again."""
        return self._change({CONF_PAUSED: False})

    async def async_step_rejoin(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Let the home be enrolled again."""
        return self._change({CONF_LEFT: False})

    async def async_step_leave(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """End the enrollment once the person confirms."""
        outcome, subentry = Outcome(), self._get_reconfigure_subentry()
        if user_input is not None:
            outcome = await self._leave(subentry) if user_input[CONF_CONFIRM] else wrong("confirm_required")
            if not outcome.errors:
                return self._change({CONF_LEFT: True})
        return self._page("leave", _CONFIRM_SCHEMA, outcome)

    async def _leave(self, subentry: ConfigSubentry) -> Outcome:
        """Write down that the home has left before it does: a poll in between must not enroll it again."""
        before = dict(subentry.data)
        self.hass.config_entries.async_update_subentry(self._entry, subentry, data={**before, CONF_LEFT: True})
        outcome = await attempt(self._spark().leave(location_of(before).user_id))
        if outcome.errors:
            self.hass.config_entries.async_update_subentry(self._entry, self._get_reconfigure_subentry(), data=before)
        return outcome

    async def async_step_place(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for other meter points or another place."""
        outcome, subentry = Outcome(), self._get_reconfigure_subentry()
        environment = self._entry.data[CONF_ENVIRONMENT]
        if user_input is None:
            self._place = PlaceAnswers(self.hass, environment, has_place=CONF_LATITUDE in subentry.data)
        else:
            outcome = self._place.take(user_input)
            if not outcome.errors:
                outcome = await attempt(self._move_home({**subentry.data, **self._place.data}))
            if not outcome.errors:
                return self._change(self._place.data)
        meter_points = subentry.data[CONF_METER_POINT_IDS]
        shown = user_input or ({CONF_METER_POINT_IDS: meter_points} if meter_points else None)
        return self._page("place", place_schema(environment, none=SAME_PLACE), outcome, shown)

    async def _move_home(self, data: Mapping[str, Any]) -> None:
        """Change the location at Spark; from then on eligibility is asked about anew."""
        registrar, location = await self._registrar(), location_of(data)
        await registrar.client.move_location(location)
        await registrar.take_home(location, self._get_reconfigure_subentry().title, dt_util.utcnow())

    async def async_step_house_limit(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask what the whole house may draw; Spark has nothing to do with it."""
        outcome, subentry = Outcome(), self._get_reconfigure_subentry()
        if user_input is not None:
            outcome = check_house_limit(self.hass, user_input)
            if not outcome.errors:
                data = with_house_limit(subentry.data, user_input)
                return self.async_update_and_abort(self._entry, subentry, data=data)
        shown = subentry.data if user_input is None else user_input
        return self._page("house_limit", house_limit_schema(self.hass), outcome, shown)

    async def async_step_delete(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Delete the home at Spark once the person has seen what that costs."""
        if self._entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        home = homes(self._entry)[self._get_reconfigure_subentry().subentry_id]
        if user_input is None:
            self._farewell = Farewell(self._entry, home)
        if not self._farewell.losses:
            outcome = await attempt(self._farewell.prepare())
        elif not (user_input or {}).get(CONF_CONFIRM):
            outcome = wrong("confirm_required")
        else:
            outcome = await attempt(self._farewell.delete(await self._registrar()))
            if not outcome.errors:
                self._farewell.remove_subentries(self.hass)
                return self.async_abort(reason="home_deleted")
        placeholders = UNKNOWN_LOSSES | self._farewell.losses | outcome.placeholders
        return self._page("delete", _CONFIRM_SCHEMA, Outcome(outcome.errors, placeholders))

    @callback
    def _change(self, changes: dict[str, Any]) -> SubentryFlowResult:
        """Save; the entry's listener reloads."""
        return self.async_update_and_abort(self._entry, self._get_reconfigure_subentry(), data_updates=changes)
