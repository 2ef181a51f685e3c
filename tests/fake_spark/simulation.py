"""The endpoints of the sandbox alone: events on request, and a made-up partner.

A simulated event changes nobody's state, and nothing in it says that it is one.
"""

from collections.abc import Iterable
from datetime import timedelta
from http import HTTPStatus
import secrets
from uuid import uuid4

from . import assumptions
from .answers import Answer, Call, empty, ok
from .areas import SVALBARD
from .reading import Fields
from .registry import forget_user, keep_location
from .state import Coordinates, Location, Resource, User, World
from .wire import HOUR, JsonObject, to_wire

PRICE_AREAS = ("Unknown", "NO1", "NO2", "NO3", "NO4", "NO5", "FI", "DK1", "DK2", "SE1", "SE2", "SE3", "SE4")
CURRENCIES = ("NOK", "EUR", "SEK", "DKK")
ENERGY_UNITS = ("kWh", "MWh")
SIMULATED_USERS = 2


def post_price_curve(world: World, call: Call) -> Answer:
    """POST /simulation/events/pricecurve: what the request leaves out is made up."""
    fields = Fields.of(call.body)
    targets = fields.children("targets")
    curve = fields.child("priceCurveDelta")
    payload = {
        "targets": some_targets(world) if targets is None else [read_target(target) for target in targets],
        "priceCurveDelta": random_curve(world) if curve is None else read_curve(curve),
        "priceArea": fields.choice("priceArea", PRICE_AREAS) or secrets.choice(PRICE_AREAS[1:]),
        "payloadType": "PriceCurve",
    }
    return simulated(world, payload)


def post_user_eligibility(world: World, _call: Call) -> Answer:
    """POST /simulation/events/usereligibility: an event about users that do not exist."""
    payload: JsonObject = {
        "lastUpdated": to_wire(world.now() - timedelta(days=1)),
        "addedUsers": [str(uuid4())],
        "removedUsers": [str(uuid4())],
        "payloadType": "UserEligibility",
    }
    return simulated(world, payload)


def simulated(world: World, payload: JsonObject) -> Answer:
    """Publish an event and answer with it."""
    return ok({"simulatedEvent": world.events[world.publish(payload)].body})


def read_target(target: Fields) -> JsonObject:
    """Return a target that a request names."""
    return {"resourceId": target.text("resourceId"), "locationId": target.text("locationId")}


def read_curve(curve: Fields) -> JsonObject:
    """Return a curve that a request describes, completed with the usual."""
    points = curve.children("points") or []
    return {
        "points": [{"price": point.number("price"), "timestamp": point.instant("timestamp")} for point in points],
        "energyUnit": curve.choice("energyUnit", ENERGY_UNITS) or "kWh",
        "currency": curve.choice("currency", CURRENCIES) or "NOK",
        "resolution": curve.time_span("resolution") or "01:00:00",
    }


def random_curve(world: World) -> JsonObject:
    """Return a curve like the ones Spark makes up: from now on, off the hour, above zero."""
    points = [
        {
            "price": secrets.randbelow(10**6) / 10**6,
            "timestamp": to_wire(world.now() + n * HOUR, tick=secrets.randbelow(10)),
        }
        for n in range(24)
    ]
    return {"points": points, "energyUnit": "kWh", "currency": secrets.choice(CURRENCIES), "resolution": "01:00:00"}


def some_targets(world: World) -> list[JsonObject]:
    """Return the targets of a curve that names none."""
    bound = [resource for resource in world.resources.values() if resource.location_id]
    of_simulation = [resource for resource in bound if world.users[resource.user_id].is_simulated]
    chosen: Iterable[Resource] = assumptions.simulated_targets(of_simulation, bound)
    return [{"resourceId": resource.resource_id, "locationId": resource.location_id} for resource in chosen]


def post_partner(world: World, _call: Call) -> Answer:
    """POST /simulation/partner: users with a home, a charger and a vehicle each."""
    for _ in range(SIMULATED_USERS):
        simulate_user(world, str(uuid4()))
    return empty(HTTPStatus.CREATED)


def simulate_user(world: World, user_id: str) -> None:
    """Register one made-up user with all that belongs to them."""
    where = Coordinates((SVALBARD.south + SVALBARD.north) / 2, (SVALBARD.west + SVALBARD.east) / 2)
    location_id = str(uuid4())
    world.users[user_id] = User(user_id, is_simulated=True)
    keep_location(world, Location(location_id, user_id, "Residential", where))
    for kind, place in (("Charger", location_id), ("Vehicle", None)):
        resource = Resource(str(uuid4()), kind, user_id, place)
        world.resources[resource.resource_id] = resource


def delete_partner(world: World, _call: Call) -> Answer:
    """DELETE /simulation/partner: the made-up users go, real ones stay."""
    for user_id in [user.user_id for user in world.users.values() if user.is_simulated]:
        forget_user(world, user_id)
    return empty(HTTPStatus.OK)
