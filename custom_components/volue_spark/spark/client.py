"""Spark's endpoints: one short method each, all through one ``_request``."""

from collections.abc import Container, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from aiohttp import ClientSession

from . import wire
from .auth import ClientCredentials
from .environment import Environment
from .errors import SparkAuthError, SparkDataError, SparkRequestError
from .exchanges import Exchange, Exchanges, ids_in_path
from .models import (
    Compensation,
    EventId,
    EventsPage,
    ListedResource,
    ListedUsers,
    Location,
    LocationId,
    MeterPointId,
    Ours,
    PriceCurvePayload,
    Receipt,
    Resource,
    ResourceId,
    ResourceType,
    SparkEvent,
    UserId,
    Webhook,
    WebhookId,
)
from .transport import address, answer, exchange, missing_is_no_error

# Specified: the largest page is 1,000; a day has one event or a few.
_PAGE_SIZE = 100
# Years of daily events: a server that never ends its pages must end somewhere.
_MOST_PAGES = 50


class SparkClient:
    """The API of one environment, asked in the name of one account.

    Every method raises SparkError only: SparkAuthError, SparkConnectionError,
    SparkRateLimitError, SparkRequestError, SparkDataError.
    """

    def __init__(self, session: ClientSession, environment: Environment, credentials: ClientCredentials) -> None:
        """Keep the parts; nothing is sent before the first call."""
        self._session = session
        self._api_url = environment.api_url
        self._credentials = credentials
        # All ids asked about so far: Spark may quote the user where only the resource was named.
        self._names: dict[str, str] = {}
        self.exchanges = Exchanges()

    @property
    def token_renewed_in(self) -> float | None:
        """Return the seconds until the token is renewed; None where none was granted yet."""
        return self._credentials.renewed_in

    async def check_access(self) -> None:
        """Ask for one event, to see whether credentials and address are right.

        Raises SparkDataError also where the address has no events at all.
        """
        try:
            body = await self._request("GET", "events", params={"page": 1, "pageSize": 1})
        except SparkRequestError as err:
            raise SparkDataError("no events at this address") from err
        wire.events_page(body, Ours())

    async def events_since(self, since: datetime, ours: Ours, known: Container[EventId] = ()) -> EventsPage:
        """Return the events created at or after ``since``, newest first, as one page, without what is not ours.

        Where an event is ``known``, so are all older ones: no further page is
        asked for. Pages shift when an event arrives between two requests, so an
        event may be met twice; it is kept once.
        """
        events: dict[EventId, SparkEvent] = {}
        remarks: dict[str, None] = {}
        page = 1
        for _ in range(_MOST_PAGES):
            found = await self._events_page(page, ours)
            events |= {event.event_id: event for event in found.events if event.event_id not in events}
            remarks |= dict.fromkeys(found.remarks)
            if found.next_page is None or any(
                event.created_at < since or event.event_id in known for event in found.events
            ):
                break
            page = found.next_page
        recent = (event for event in events.values() if event.created_at >= since)
        return EventsPage(tuple(recent), tuple(remarks), None)

    async def _events_page(self, page: int, ours: Ours) -> EventsPage:
        params = {"page": page, "pageSize": _PAGE_SIZE}
        return wire.events_page(await self._request("GET", "events", params=params), ours)

    async def meter_point_is_eligible(self, meter_point_id: MeterPointId) -> bool:
        """Tell whether a meter point takes part; nothing is stored at Spark (specified).

        Assumed: 404 means that nobody knows it, so that it does not.
        """
        try:
            return wire.is_eligible(await self._request("GET", "meters", meter_point_id, "eligible"))
        except SparkRequestError as err:
            if err.status == HTTPStatus.NOT_FOUND:
                return False
            raise

    async def users(self, at_most: int) -> ListedUsers:
        """Return the first users of the account, and how many it has."""
        return wire.users(await self._request("GET", "users", params={"page": 1, "pageSize": at_most}))

    async def locations(self, user_id: UserId) -> list[Location]:
        """Return the locations of a user; one that is not there has none (assumed)."""
        with missing_is_no_error():
            return wire.locations(await self._request("GET", "users", user_id, "locations"), user_id)
        return []

    async def resources(self, user_id: UserId) -> list[ListedResource]:
        """Return the resources of a user, vehicles included; one that is not there has none."""
        with missing_is_no_error():
            return wire.resources(await self._request("GET", "users", user_id, "resources"))
        return []

    async def has_user(self, user_id: UserId) -> bool:
        """Tell whether the user is registered."""
        return await self._exists("users", user_id)

    async def create_user(self, user_id: UserId) -> None:
        """Register a user: an id and nothing else."""
        await self._request("POST", "users", json=wire.user_request(user_id))

    async def has_location(self, user_id: UserId, location_id: LocationId) -> bool:
        """Tell whether the user has this location."""
        return await self._exists("users", user_id, "locations", location_id)

    async def create_location(self, location: Location) -> None:
        """Register a location of a user that is registered."""
        path = ("users", location.user_id, "locations")
        await self._request("POST", *path, json=wire.location_request(location))

    async def move_location(self, location: Location) -> None:
        """Change meter points and coordinates; coordinates of None stay as they are at Spark (assumed)."""
        path = ("users", location.user_id, "locations", location.location_id)
        await self._request("PATCH", *path, json=wire.location_changes(location))

    async def has_resource(self, resource_id: ResourceId) -> bool:
        """Tell whether the resource is registered."""
        return await self._exists("resources", resource_id)

    async def create_resource(self, resource: Resource) -> None:
        """Register a resource: a vehicle at its user, all else at its location."""
        path: tuple[str, ...] = ("users", resource.user_id, "vehicles")
        if resource.resource_type is not ResourceType.VEHICLE:
            path = ("users", resource.user_id, "locations", resource.location_id, "resources")
        await self._request("POST", *path, json=wire.resource_request(resource))

    async def is_eligible(self, user_id: UserId) -> bool:
        """Tell whether the user may take part."""
        return wire.is_eligible(await self._request("GET", "users", user_id, "eligibility"))

    async def is_enrolled(self, user_id: UserId) -> bool:
        """Tell whether the user takes part.

        Assumed: 404 may also mean "not enrolled"; a user that is not there is
        found out by asking for the eligibility.
        """
        with missing_is_no_error():
            return wire.is_enrolled(await self._request("GET", "users", user_id, "enrollment"))
        return False

    async def enroll(self, user_id: UserId) -> bool:
        """Let the user take part; return whether Spark now says so."""
        return wire.is_enrolled(await self._request("POST", "users", user_id, "enrollment"))

    async def leave(self, user_id: UserId) -> None:
        """End the enrollment; one that does not exist is ended."""
        await self._delete("users", user_id, "enrollment")

    async def delete_resource(self, resource_id: ResourceId) -> None:
        """Delete a resource; one that does not exist is deleted."""
        await self._delete("resources", resource_id)

    async def delete_location(self, user_id: UserId, location_id: LocationId) -> None:
        """Delete a location and what is bound to it (assumed); one that does not exist is deleted."""
        await self._delete("users", user_id, "locations", location_id)

    async def delete_user(self, user_id: UserId) -> None:
        """Delete a user with everything; one that does not exist is deleted.

        Specified: what the running month has earned is forfeited.
        """
        await self._delete("users", user_id)

    async def post_report(self, body: Mapping[str, Any]) -> Receipt:
        """Send a report, made by ``wire.report_request``, and return Spark's receipt.

        Never repeat it where a SparkConnectionError says that it may have arrived:
        Spark knows no key that would tell the second from the first.
        """
        answered, status = await self._exchange("POST", "reports", json=body)
        return Receipt(wire.report_id(answered), status)

    async def compensations(self, user_id: UserId) -> list[Compensation]:
        """Return what the user's locations have earned in the running month."""
        return wire.compensations(await self._request("GET", "users", user_id, "compensation"))

    async def simulate_price_curve(self, payload: PriceCurvePayload) -> EventId:
        """Have the sandbox make up a price curve event; return its id."""
        body = wire.price_curve_body(payload)
        return wire.simulated_event_id(await self._request("POST", "simulation", "events", "pricecurve", json=body))

    async def webhooks(self) -> tuple[Webhook, ...]:
        """Return all webhooks of the account, also those of others; a SparkRequestError of 404 where Spark has none."""
        return wire.webhooks(await self._request("GET", "webhooks"))

    async def create_webhook(self, url: str, secret: str) -> Webhook:
        """Have Spark notify an address, and sign what it sends there with the secret."""
        return wire.webhook(await self._request("POST", "webhooks", json=wire.webhook_request(url, secret)))

    async def change_webhook(self, found: Webhook, url: str, secret: str | None = None) -> None:
        """Let a webhook be enabled, with all types, at ``url``; sends what differs, and a secret if one is given."""
        if changes := wire.webhook_changes(found, url, secret):
            await self._request("PATCH", "webhooks", found.webhook_id, json=changes)

    async def delete_webhook(self, webhook_id: WebhookId) -> None:
        """Delete a webhook; one that does not exist is deleted."""
        await self._delete("webhooks", webhook_id)

    async def _exists(self, *path: str) -> bool:
        with missing_is_no_error():
            await self._request("GET", *path)
            return True
        return False

    async def _delete(self, *path: str) -> None:
        with missing_is_no_error():
            await self._request("DELETE", *path)

    async def _request(self, method: str, *path: str, **request: Any) -> object:
        """Send a request and return the JSON of the answer."""
        answered, _ = await self._exchange(method, *path, **request)
        return answered

    async def _exchange(self, method: str, *path: str, **request: Any) -> tuple[object, int | None]:
        """Send a request with a token, and remember how it went; return JSON and status."""
        named = (*ids_in_path(path), *wire.ids_in(request.get("json")))
        self._names |= {thing_id: f"[{kind}]" for kind, thing_id in named}
        with self.exchanges.remember(method, path) as remembered:
            return await self._authorized(remembered, method, path, request), remembered.status

    async def _authorized(
        self, remembered: Exchange, method: str, path: tuple[str, ...], request: dict[str, Any]
    ) -> object:
        """Send a request; a token that was rejected is renewed once."""
        url = address(self._api_url, path)
        content = wire.encoded(request["json"]) if "json" in request else None
        rest = {key: value for key, value in request.items() if key != "json"}
        token = await self._credentials.token()
        for rejected in (None, token):
            if rejected:
                token = await self._credentials.token(rejected=rejected)
            headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
            headers |= {"Content-Type": "application/json"} if content is not None else {}
            remembered.status = None
            async with exchange(self._session, method, url, headers=headers, data=content, **rest) as response:
                remembered.status = response.status
                if response.status == HTTPStatus.FORBIDDEN:
                    break
                if response.status != HTTPStatus.UNAUTHORIZED:
                    return await answer(response, self._names | self._credentials.names)
        raise SparkAuthError("the API refused the token", token_granted=True)
