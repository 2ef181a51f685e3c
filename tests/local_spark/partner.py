"""A client as plain as can be, so that the tests see every byte that Spark answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
import json
from typing import Any

from aiohttp import ClientSession

LONGYEARBYEN = {"latitude": 78.2166, "longitude": 15.6351}
ELSEWHERE = {"latitude": 59.9, "longitude": 10.7}
METER_POINT = "707057599900000101"


@dataclass(slots=True)
class Clock:
    """A clock that only moves when it is told to."""

    instant: datetime

    def __call__(self) -> datetime:
        """Return the present."""
        return self.instant

    def advance(self, **duration: float) -> None:
        """Let time pass, given as for a timedelta."""
        self.instant += timedelta(**duration)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    content_type: str
    text: str

    @property
    def json(self) -> Any:
        """The body, which has to be JSON."""
        return json.loads(self.text)


@dataclass(slots=True)
class Partner:
    """A partner with credentials, talking to one Spark."""

    api_url: str
    token_url: str
    session: ClientSession
    token: str = ""

    async def log_in(self, **form: str) -> Reply:
        """Fetch a token; ``form`` replaces the usual fields."""
        fields = {"grant_type": "client_credentials", "client_id": "demo-client", "client_secret": "demo-secret"}
        async with self.session.post(self.token_url, data=fields | form) as response:
            reply = Reply(response.status, response.content_type, await response.text())
        if reply.status == 200:
            self.token = reply.json["access_token"]
        return reply

    async def ask(self, method: str, path: str, body: Any = None, *, raw: str | None = None, **query: Any) -> Reply:
        """Send one request, its body as JSON or, with ``raw``, as it is."""
        text = raw if raw is not None else json.dumps(body) if body is not None else None
        headers = {"Authorization": f"Bearer {self.token}"}
        if text is not None:
            headers["Content-Type"] = "application/json"
        url = self.api_url + path
        async with self.session.request(method, url, data=text, params=query, headers=headers) as response:
            content_type = response.headers.get("Content-Type", "").partition(";")[0]
            return Reply(response.status, content_type, await response.text())

    async def get(self, path: str, **query: Any) -> Reply:
        """Read something."""
        return await self.ask("GET", path, **query)

    async def post(self, path: str, body: Any = None) -> Reply:
        """Create something."""
        return await self.ask("POST", path, body)

    async def delete(self, path: str) -> Reply:
        """Delete something."""
        return await self.ask("DELETE", path)

    async def settle(self, user: str, **location: Any) -> None:
        """Register a user with a home named after them, in a test area unless said otherwise."""
        await self.post("/users", {"userId": user})
        place = {"locationId": f"home-of-{user}", "coordinates": LONGYEARBYEN} | location
        assert (await self.post(f"/users/{user}/locations", place)).status == 201

    async def equip(self, user: str, charger: str, vehicle: str) -> None:
        """Give a user a charger at home and a vehicle."""
        home = f"/users/{user}/locations/home-of-{user}"
        await self.post(f"{home}/resources", {"resourceId": charger, "resourceType": "Charger"})
        await self.post(f"/users/{user}/vehicles", {"resourceId": vehicle, "resourceType": "Vehicle"})

    async def events(self) -> list[Any]:
        """Return the events of the first page."""
        found: list[Any] = (await self.get("/events")).json["events"]
        return found

    async def subscribe(self, url: str, *types: str, **members: Any) -> str:
        """Register a webhook, for price curves unless said otherwise, and return its id."""
        body = {"webhookUrl": url, "notificationTypes": types or ("PriceCurveCreated",)} | members
        reply = await self.post("/webhooks", body)
        assert reply.status == 201, reply
        webhook_id: str = reply.json["webhookId"]
        return webhook_id
