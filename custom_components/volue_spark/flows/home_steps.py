"""The way of a home into Home Assistant: taken over, or asked about, checked and registered."""

from abc import abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, override

from homeassistant.core import callback
from homeassistant.data_entry_flow import FlowContext, FlowHandler, FlowResult
from homeassistant.helpers.selector import TextSelector
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..connection import spark_client
from ..const import CONF_CONSENT, CONF_TAKE_OVER, CONF_USER_ID
from ..homes import location_of
from ..owned import owned, release_claims
from ..registration import Registrar
from ..spark.client import SparkClient
from ..spark.models import MeterPointId, UserId
from .adoption import NEW_HOME, FoundHome, FoundHomes, find_homes, homes_of, last_digits, take_over_schema
from .attempt import Outcome, attempt, wrong
from .home import CONSENT_SCHEMA, HomeDraft
from .titles import home_title

_USER_ID_SCHEMA = vol.Schema({vol.Optional(CONF_USER_ID): TextSelector()})


class HomeSteps[ContextT: FlowContext, ResultT: FlowResult[Any, Any], HandlerT](
    FlowHandler[ContextT, ResultT, HandlerT]
):
    """The pages that the flow of a new account and the flow of one more home share."""

    # How the consent is asked for.
    consent: vol.Schema = CONSENT_SCHEMA
    _draft: HomeDraft
    _found: FoundHomes
    _taken: FoundHome
    _answers: Mapping[str, Any] = MappingProxyType({})
    _is_eligible: bool | None = None
    _client_of: tuple[dict[str, Any], SparkClient] | None = None

    @abstractmethod
    def _account_data(self) -> Mapping[str, Any]:
        """Return environment and credentials."""

    @abstractmethod
    def _account_id(self) -> str:
        """Return what tells the account from others."""

    @abstractmethod
    def _home_titles(self) -> list[str]:
        """Return the titles that are taken."""

    @abstractmethod
    def _finish_home(self, title: str, data: dict[str, Any]) -> ResultT:
        """End the flow with a home that is registered."""

    def _spark(self) -> SparkClient:
        """Return one client for all pages, so that one token does; another account gets another."""
        account = dict(self._account_data())
        if self._client_of is None or self._client_of[0] != account:
            self._client_of = (account, spark_client(self.hass, account))
        return self._client_of[1]

    async def _registrar(self) -> Registrar:
        return Registrar(self._spark(), await owned(self.hass), self._account_id())

    async def _look_for_homes(self) -> None:
        """Ask what is registered already; raises SparkError."""
        self._found = await find_homes(self.hass, self._spark())

    async def _first_page(self) -> ResultT:
        """Offer what is registered already, else ask about a new home."""
        if self._found.are_too_many:
            return await self.async_step_find()
        if self._found.homes:
            return await self.async_step_adopt()
        return await self.async_step_home()

    async def async_step_find(self, user_input: dict[str, Any] | None = None) -> ResultT:
        """Ask for a user id where listing the users would show other people's."""
        outcome = Outcome()
        if user_input is not None:
            user_id = user_input.get(CONF_USER_ID, "").strip()
            if not user_id:
                return await self.async_step_home()
            outcome = await attempt(self._look_for_user(UserId(user_id)))
            if self._found.homes:
                return await self.async_step_adopt()
            outcome = outcome if outcome.errors else wrong("unknown_user", CONF_USER_ID)
        return self._page("find", _USER_ID_SCHEMA, outcome, user_input)

    async def _look_for_user(self, user_id: UserId) -> None:
        self._found = FoundHomes(tuple(await homes_of(self.hass, self._spark(), user_id)))

    async def async_step_adopt(self, user_input: dict[str, Any] | None = None) -> ResultT:
        """Ask which of the registered homes to take over, if any."""
        if user_input is None:
            schema = await take_over_schema(self.hass, self._found.homes)
            return self._page("adopt", schema, Outcome(), None)
        chosen = user_input[CONF_TAKE_OVER]
        if chosen == NEW_HOME:
            return await self.async_step_home()
        self._taken = next(home for home in self._found.homes if home.location.location_id == chosen)
        return await self.async_step_take_over()

    async def async_step_take_over(self, user_input: dict[str, Any] | None = None) -> ResultT:
        """Take a home over once the person agrees."""
        outcome = Outcome()
        if user_input is not None:
            self._answers = user_input
            outcome = await self._take_over() if user_input[CONF_CONSENT] else wrong("consent_required")
            if not outcome.errors:
                return self._finish_home(self._title(), self._taken.data)
        placeholders = {"meter_points": last_digits(self._taken.location)}
        told = Outcome(outcome.errors, outcome.placeholders | placeholders)
        return self._page("take_over", self.consent, told, user_input)

    async def _take_over(self) -> Outcome:
        registrar = await self._registrar()
        registrar.owned.claim(self.flow_id, [self._taken.location.location_id])
        return await attempt(registrar.take_home(self._taken.location, self._title(), dt_util.utcnow()))

    async def async_step_home(self, user_input: dict[str, Any] | None = None) -> ResultT:
        """Ask about a new home; Spark is asked about its meter points before anything is registered."""
        outcome = Outcome()
        if not hasattr(self, "_draft"):
            self._draft = HomeDraft(self.hass, self._account_data(), self.consent)
        if user_input is not None:
            self._answers = user_input
            outcome = self._draft.place.take(user_input)
            if not outcome.errors:
                return await self._check_home(agrees=user_input[CONF_CONSENT])
        return self._page("home", self._draft.schema, outcome, self._answers)

    async def _check_home(self, *, agrees: bool) -> ResultT:
        """Tell whether the home can take part; go on by itself where it can and the person agrees."""
        outcome = await attempt(self._ask_about_meter_points())
        if not outcome.errors and not agrees:
            keys = {None: "consent_required", True: "consent_eligible", False: "consent_not_yet"}
            outcome = wrong(keys[self._is_eligible])
        if outcome.errors:
            return self._page("home", self._draft.schema, outcome, self._answers)
        if self._is_eligible is False:
            return await self.async_step_not_yet()
        return await self.async_step_register()

    async def async_step_not_yet(self, user_input: dict[str, Any] | None = None) -> ResultT:
        """Ask whether to wait at Spark for the home's turn."""
        return self.async_show_menu(step_id="not_yet", menu_options=["register", "home"])

    async def _ask_about_meter_points(self) -> None:
        """Ask whether one of them takes part; coordinates cannot be asked about, so they leave it open."""
        client, place = self._spark(), self._draft.place
        meter_points = map(MeterPointId, place.meter_point_ids)
        answers = [await client.meter_point_is_eligible(meter_point) for meter_point in meter_points]
        self._is_eligible = any(answers) or (None if place.coordinates else False)

    async def async_step_register(self, user_input: dict[str, Any] | None = None) -> ResultT:
        """Register the home; the menu leads here as well."""
        registrar, draft = await self._registrar(), self._draft
        registrar.owned.claim(self.flow_id, draft.ids.values())
        title = self._title()
        outcome = await attempt(registrar.register_home(location_of(draft.data), title, dt_util.utcnow()))
        if outcome.errors:
            return self._page("home", draft.schema, outcome, self._answers)
        return self._finish_home(title, draft.data)

    def _title(self) -> str:
        return home_title(self.hass, self._home_titles())

    @callback
    def _page(
        self, step_id: str, schema: vol.Schema, outcome: Outcome, answers: Mapping[str, Any] | None = None
    ) -> ResultT:
        """Show a form with the answers given so far."""
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, answers),
            errors=outcome.errors,
            description_placeholders=outcome.placeholders,
        )

    @callback
    @override
    def async_remove(self) -> None:
        """Give up the claim on the ids: from now on they belong to a subentry, or to nobody."""
        release_claims(self.hass, self.flow_id)
