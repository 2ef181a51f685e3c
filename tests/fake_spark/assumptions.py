"""What nobody says about Spark and this Spark had to decide, all in one place.

If Volue answers one of these questions, this is the file to change. A client
should survive the other answer too: faults are there to play it.

Assumed, with nothing here to read it from: one bad entry refuses a whole
batch; ``%2F`` in a path is part of an id; a body that is not declared as JSON
is a bad request; members that no schema knows are ignored; reports are taken at
any time, early, late and for users who are no longer enrolled; the meter point
that a report names is not looked at; an hour for which two events were reported
earns twice; the period of a compensation is the whole month, its last day
included; what was reported for a location is lost with it, as with its user.

Assumed about webhooks: a new one is enabled, and was last analyzed when it was
made; two may have the same address; an empty secret is none; a changed address
or secret holds for what is still to be sent, repetitions included; a PUT
replaces everything, so that without a secret it clears it, without types no
type is left, and without ``enabled`` the webhook is off, as .NET reads an
absent boolean; of a notification that was sent several times the log shows the
last attempt under its id; an unknown webhook has an empty log; an ``enabled``
that is neither true nor false is 400; nothing is signed without a secret;
redirects are not followed; notifications of one webhook are sent in the order
of their events; the body ends with a newline, as in Volue's test data.
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from .state import Delivery, Location, Resource, User, Webhook

CLIENT_REFUSED = (HTTPStatus.BAD_REQUEST, "invalid_client")
"""Assumed: a wrong client id or secret is 400 ``invalid_client``, not 401. The only fact is the ``error`` member."""

TOKEN_REJECTED = HTTPStatus.UNAUTHORIZED
"""Assumed: a missing, unknown or expired token is 401 with an empty body, before anything else is looked at."""

ACCESS_REFUSED = HTTPStatus.FORBIDDEN
"""Assumed: a client without access to the environment gets its token, then 403 with an empty body everywhere."""

DEFAULT_PAGE_SIZE = 100
"""Assumed: the page size where none is asked for. A client that sends none reads at most so many without paging."""

USER_TAKEN = HTTPStatus.BAD_REQUEST
"""Assumed: registering a user twice is 400 with a text, because no 409 is listed. It is not a silent success."""

LOCATIONS_OF_NOBODY: list[Location] = []
"""Assumed: the locations of an unknown user are an empty list, because no 404 is listed."""

VEHICLE_OF_NOBODY = HTTPStatus.BAD_REQUEST
"""Assumed: a vehicle for an unknown user is 400 problem details, because no 404 is listed."""

NOT_ENROLLED_STATUS = HTTPStatus.NOT_FOUND
"""Assumed: ending an enrollment that does not exist is 404, while reading it is 200 with ``isEnrolled`` false."""

ELIGIBILITY_PAUSE = timedelta(minutes=10)
"""Assumed: the first change is told at once, what follows is collected until ten minutes after that event."""

CURVES_ARE_MADE_AT = time(13)
"""Assumed: "around 13" is exactly 13:00 on the local clock of the price area."""

ANSWERS_TO_A_CURVE = ("EnergyUsage",)
"""Assumed: this payload alone answers a curve, and only curves are answered. The rest are pilots that we are not in."""

EMPTY_REPORT = HTTPStatus.BAD_REQUEST
"""Assumed: no payloads, or a payload with neither list of points, is 400. An empty list of points is fine."""

CURRENCY_OF_NOTHING = "NOK"
"""Assumed: a location that earned nothing this month is listed all the same, once, with zeros in this currency."""

TEST_PRICE_AREA = "NO4"
"""Assumed: the test areas on Svalbard, which belong to no price area, are given the nearest one."""

RETRY_PAUSES = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=3))
"""Assumed: how long Spark waits before each of its three repetitions. They have the same id and the same body."""

TIME_LIMIT = timedelta(seconds=10)
"""Assumed: how long Spark waits for the answer to a notification."""

TENANT_ID = "local-partner"
"""Assumed: a tenant is the partner, the same in every entry of the log."""

NOTIFICATION_UNKNOWN = HTTPStatus.BAD_REQUEST
"""Assumed: a notification that is not in the log is 400 problem details, because no 404 is listed."""


def needs_location(location: Location) -> bool:
    """Tell whether a location lacks both coordinates and meter points.

    Assumed: that is 400 when registering, replacing and patching alike.
    """
    return location.coordinates is None and not location.meter_point_ids


def is_conflict(new: Location, other: Location) -> bool:
    """Tell whether a location cannot be registered beside another one.

    Assumed: this is what 409 means. The id is taken, by whichever user of
    the partner, or a meter point is. PUT lists no 409 and answers 400.
    """
    return new.location_id == other.location_id or bool(set(new.meter_point_ids) & set(other.meter_point_ids))


def patched[T](new: T | None, old: T) -> T:
    """Return what a member is after a PATCH.

    Assumed: null and absent leave it alone; an empty list empties it.
    """
    return old if new is None else new


def goes_with_location(resource: Resource, location_id: str) -> bool:
    """Tell whether a resource is deleted together with a location.

    Assumed: what is bound to it goes, vehicles stay. With a user everything
    goes: locations, resources, vehicles and the enrollment.
    """
    return resource.location_id == location_id


def may_enroll(user: User) -> bool:
    """Tell whether a user can be enrolled now.

    Assumed: always. Curves come only once the user is eligible as well, stop
    when that ends, and the enrollment stays. Enrolling twice changes nothing.
    """
    return True


def counts_as_test_area(location: Location, *, inside: bool, meter_points: Collection[str]) -> bool:
    """Tell whether a location makes its user eligible and its resources receive curves.

    Assumed: coordinates inside a test area or one meter point that the grid
    analysis knows, either is enough, for both purposes.
    """
    return inside or any(meter_point in meter_points for meter_point in location.meter_point_ids)


def location_of_vehicle(locations: list[Location]) -> Location | None:
    """Return the location that a vehicle's curve names, of those in a test area.

    Assumed: the one registered first.
    """
    return locations[0] if locations else None


def is_of_use(curve_ends: datetime, now: datetime) -> bool:
    """Tell whether a curve that nobody was there to fetch is published afterwards.

    Assumed: only while its day lasts. After days of silence that leaves the
    curves of today and, past 13:00, of tomorrow.
    """
    return curve_ends > now


def location_of_usage(of_resource: list[str]) -> str:
    """Return where the energy of a payload without locationId was drawn, of its targets' locations.

    Assumed: at the one that the event names first.
    """
    return of_resource[0]


def counted(earlier: float | None, later: float) -> float:
    """Return the energy of an hour that a resource was reported with before, for the same event and place.

    Assumed: a second report is accepted, and the later energy takes the place
    of the earlier, hour by hour. The same goes for twice within one report.
    """
    return later


def simulated_targets(of_simulation: list[Resource], registered: list[Resource]) -> list[Resource]:
    """Return whom a simulated curve addresses when the request names nobody.

    Assumed: the simulated partner's resources, else all that are registered;
    with neither the event has no targets. Named targets are not looked up.
    Deleting the simulated partner leaves the simulated events where they are.
    """
    return of_simulation or registered


def is_address(text: str) -> bool:
    """Tell whether a webhook can have this address.

    Assumed: an absolute address with http or https, in the sandbox at least;
    anything else is 400. Nobody is called before there is something to tell.
    """
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_told(webhook: Webhook, notification_type: str) -> bool:
    """Tell whether a webhook is told of an event that is published now.

    Assumed: a webhook without types is told nothing. One that is off never
    hears of what happened meanwhile, and when it is switched off or deleted,
    what was still to be sent is forgotten.
    """
    return webhook.enabled and notification_type in webhook.notification_types


def health_of(last: Delivery) -> str:
    """Return a webhook's status after an acknowledgement, or after giving a notification up.

    Assumed: one success makes it Healthy again, a failed attempt that is to
    be repeated leaves it as it was, and Spark never switches a webhook off.
    """
    if last.is_success:
        return "Healthy"
    return "TimeOut" if last.is_timeout else "Unhealthy"
