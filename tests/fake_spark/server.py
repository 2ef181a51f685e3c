"""A Spark of one's own on 127.0.0.1."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from aiohttp import web

from . import curves, eligibility, snapshot
from .application import API_PATH, TOKEN_PATH, Gate, Observer
from .areas import ELIGIBLE_METER_POINTS
from .exchanges import SeenRequest
from .faults import Fault, Faults
from .mischief import GOOD, Mischief
from .post_office import PostOffice
from .state import (
    Clock,
    Delivery,
    Enrollment,
    Location,
    Report,
    Resource,
    StoredEvent,
    User,
    Webhook,
    World,
    utc_now,
)
from .tokens import Tokens
from .wire import HOUR, JsonObject

HOST = "127.0.0.1"

type Scenario = Callable[[World, datetime], None]


class FakeSpark:
    """Spark for tests and for the demo: one partner, one client, state in memory.

    Nothing happens in the background. Whatever became due is carried out by
    ``tick``, which every request calls first. ``scenario`` is called at its
    end; ``observers`` are told of every exchange. Webhooks are told by
    ``deliver``, or in the background after ``start_delivering``; what carries
    the notifications and how long it waits stands in ``post_office``.
    """

    def __init__(
        self,
        *,
        client_id: str = "demo-client",
        client_secret: str = "demo-secret",  # noqa: S107
        now: Clock = utc_now,
        eligibility_delay: timedelta = timedelta(minutes=10),
        token_lifetime: timedelta = HOUR,
        eligible_meter_points: frozenset[str] = ELIGIBLE_METER_POINTS,
        zone: str = "Europe/Oslo",
    ) -> None:
        """Prepare an empty Spark that is not listening yet."""
        self._world = World(now, ZoneInfo(zone), eligibility_delay, eligible_meter_points)
        self._tokens = Tokens(client_id, client_secret, token_lifetime, now)
        self._gate = Gate(self._world, self._tokens, self.tick)
        self._runner: web.AppRunner | None = None
        self._port = 0
        self.post_office = PostOffice(self._world)
        self._world.listeners.append(self.post_office.accept)
        self.scenario: Scenario | None = None

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one."""
        runner = web.AppRunner(self._gate.application(), access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, HOST, port).start()
        self._runner, self._port = runner, runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop at once; the state stays, and the server can be started again.

        No timer is waited for: with a frozen clock it would never ring.
        """
        await self.post_office.stop()
        self._gate.hang_up()
        if self._runner:
            await self._runner.cleanup()
        self._runner = None

    @property
    def port(self) -> int:
        """The port that it listens on, or last listened on."""
        return self._port

    @property
    def api_url(self) -> str:
        """The base address of the API, without a trailing slash."""
        return f"http://{HOST}:{self._port}{API_PATH}"

    @property
    def token_url(self) -> str:
        """The address of the token endpoint."""
        return f"http://{HOST}:{self._port}{TOKEN_PATH}"

    @property
    def is_busy(self) -> bool:
        """Whether somebody is waiting for an answer."""
        return bool(self._gate.at_work)

    @property
    def eligible_meter_points(self) -> frozenset[str]:
        """The meter points that take part, wherever they are."""
        return self._world.eligible_meter_points

    @property
    def users(self) -> dict[str, User]:
        """All users by id."""
        return self._world.users

    @property
    def locations(self) -> dict[str, Location]:
        """All locations by id."""
        return self._world.locations

    @property
    def resources(self) -> dict[str, Resource]:
        """All resources by id, vehicles included."""
        return self._world.resources

    @property
    def enrollments(self) -> dict[str, Enrollment]:
        """All enrollments by the id of their user."""
        return self._world.enrollments

    @property
    def events(self) -> dict[str, StoredEvent]:
        """All events by id, in the order of their arrival."""
        return self._world.events

    @property
    def reports(self) -> list[Report]:
        """Every report that was accepted, newest last."""
        return self._world.reports

    @property
    def webhooks(self) -> dict[str, Webhook]:
        """All webhooks by id."""
        return self._world.webhooks

    @property
    def deliveries(self) -> list[Delivery]:
        """Every attempt to deliver a notification, newest last; the list may be cleared."""
        return self._world.deliveries

    @property
    def requests(self) -> list[SeenRequest]:
        """Every request so far, newest last; the list may be cleared."""
        return self._gate.requests

    @property
    def observers(self) -> list[Observer]:
        """Whoever wants to be told of every exchange."""
        return self._gate.observers

    def tick(self) -> None:
        """Carry out whatever became due until now."""
        now = self._world.now()
        curves.publish_due(self._world, now)
        eligibility.settle(self._world, now)
        eligibility.announce(self._world, now)
        if self.scenario:
            self.scenario(self._world, now)

    def fail(self, method: str, path: str, fault: Fault, times: int | None = 1) -> None:
        """Let a fault strike the next requests of a method, "*" for any.

        ``path`` is a regular expression, searched in the complete path, the
        token endpoint's included. ``times`` None lasts until ``clear_faults``.
        """
        self._gate.faults.plan(method, path, fault, times)

    def clear_faults(self) -> None:
        """Forget all faults."""
        self._gate.faults = Faults()

    def revoke_tokens(self) -> None:
        """Reject every token issued so far; new ones are granted."""
        self._tokens.revoke_all()

    def change_secret(self, client_secret: str) -> None:
        """Take another secret from now on; tokens issued so far stay good."""
        self._tokens.client_secret = client_secret

    def refuse_access(self) -> None:
        """Grant tokens but answer 403 to everything else."""
        self._gate.is_open = False

    def allow_access(self) -> None:
        """Take ``refuse_access`` back."""
        self._gate.is_open = True

    def publish_price_curve(
        self,
        targets: Iterable[curves.Target],
        points: Iterable[curves.Point],
        resolution: timedelta = HOUR,
        currency: str = "NOK",
        energy_unit: str = "kWh",
        price_area: str = "NO1",
        created_at: datetime | None = None,
    ) -> str:
        """Publish a curve for ``(resource_id, location_id)`` pairs and return the event's id."""
        terms = curves.Terms(resolution, currency, energy_unit, price_area)
        return self._world.publish(curves.price_curve(targets, points, terms), created_at)

    def publish_raw(self, event: JsonObject) -> None:
        """Put any JSON on top of the events, exactly as it is."""
        newest = max((stored.created_at for stored in self.events.values()), default=self._world.now())
        event_id = event.get("id")
        key = event_id if isinstance(event_id, str) else str(uuid4())
        self._world.add_event(key, max(newest, self._world.now()), event)

    async def deliver(self) -> None:
        """Attempt once whatever is due by the clock, and return when all have answered or failed."""
        self.tick()
        await self.post_office.deliver()

    def start_delivering(self) -> None:
        """Deliver in the background, in real time, until ``stop``."""
        self.post_office.start()

    def meddle(self, mischief: Mischief) -> None:
        """Spoil every delivery from now on."""
        self.post_office.mischief = mischief
        self.post_office.ring()

    def behave(self) -> None:
        """Deliver as Spark should again; what was kept back is due at once."""
        self.meddle(GOOD)

    def to_json(self) -> JsonObject:
        """Return the state without tokens, faults and seen requests."""
        return snapshot.to_json(self._world)

    def load_json(self, kept: JsonObject) -> None:
        """Replace the state by one that ``to_json`` returned."""
        snapshot.load_json(self._world, kept)
