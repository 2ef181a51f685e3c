"""What is refused, and in which of the three shapes."""

from typing import Any

import pytest

from .partner import Partner

TEXT, PROBLEM, NOTHING = "application/json", "application/problem+json", ""
CHARGER = {"resourceId": "charger", "resourceType": "Charger"}
PLACE = {"locationId": "home-of-first", "coordinates": {"latitude": 1, "longitude": 1}}
HOME = "/users/first/locations/home-of-first"


@pytest.mark.parametrize(
    ("method", "path", "shape"),
    [
        ("GET", "/events/none", NOTHING),
        ("GET", "/resources/none", TEXT),
        ("DELETE", "/resources/none", NOTHING),
        ("GET", "/users/none", NOTHING),
        ("DELETE", "/users/none", NOTHING),
        ("GET", "/users/first/locations/none", NOTHING),
        ("DELETE", "/users/first/locations/none", NOTHING),
        ("GET", "/users/first/locations/none/resources", NOTHING),
        ("GET", "/users/none/resources", NOTHING),
        ("GET", "/users/none/enrollment", NOTHING),
        ("POST", "/users/none/enrollment", NOTHING),
        ("DELETE", "/users/first/enrollment", NOTHING),
        ("GET", "/users/none/eligibility", NOTHING),
        ("GET", "/nowhere", NOTHING),
    ],
)
async def test_what_does_not_exist_is_404(partner: Partner, method: str, path: str, shape: str) -> None:
    """Most have no body and two have a text; a client has to read either."""
    await partner.settle("first")
    reply = await partner.ask(method, path)
    assert (reply.status, reply.content_type if reply.text else NOTHING) == (404, shape)


@pytest.mark.parametrize(
    ("path", "body", "status", "shape"),
    [
        ("/users/none/locations", PLACE, 404, NOTHING),
        ("/users/none/locations/none/resources", CHARGER, 404, TEXT),
        ("/users/none/vehicles", CHARGER | {"resourceType": "Vehicle"}, 400, PROBLEM),
    ],
)
async def test_nobody_gets_nothing(partner: Partner, path: str, body: Any, status: int, shape: str) -> None:
    """Something of a user who is not registered cannot be; only vehicles say so as 400."""
    reply = await partner.post(path, body)
    assert (reply.status, reply.content_type if reply.text else NOTHING) == (status, shape)


async def test_the_locations_of_nobody_are_an_empty_list(partner: Partner) -> None:
    """The published file lists no 404 here, so a client cannot conclude that a user exists."""
    reply = await partner.get("/users/none/locations")
    assert (reply.status, reply.json) == (200, [])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/users", {}),
        ("/users", {"userId": ""}),
        ("/users", {"userId": 7}),
        ("/users", []),
        ("/users/batch", {}),
        ("/users/batch", {"users": [{"userId": "second"}, {"userId": "second"}]}),
        ("/users/first/locations", {"locationId": "cabin"}),
        ("/users/first/locations", {"locationId": "cabin", "coordinates": {"latitude": 78.2}}),
        ("/users/first/locations", {"locationId": "cabin", "coordinates": {"latitude": 178.2, "longitude": 15}}),
        ("/users/first/locations", {"locationId": "cabin", "meterPointIds": [17]}),
        ("/users/first/locations", {"locationId": "cabin", "meterPointIds": ["m"], "locationType": "Castle"}),
        ("/users/locations/batch", [{"userId": "first", "locationId": "cabin", "meterPointIds": ["m"]}]),
        (f"{HOME}/resources", {"resourceId": "charger"}),
        (f"{HOME}/resources", {"resourceId": "car", "resourceType": "Vehicle"}),
        (f"{HOME}/resources", {"resourceId": "bulb", "resourceType": "Lamp"}),
        ("/users/batch", {"users": "second"}),
        ("/simulation/events/pricecurve", {"targets": [{"resourceId": "charger"}]}),
        ("/simulation/events/pricecurve", {"priceCurveDelta": {"points": [{"price": 1, "timestamp": "noon"}]}}),
        ("/simulation/events/pricecurve", {"priceCurveDelta": {"resolution": "an hour"}}),
    ],
)
async def test_a_bad_body_is_refused_with_a_text(partner: Partner, path: str, body: Any) -> None:
    """A Spark that takes everything would hide every mistake of a client."""
    await partner.settle("first")
    reply = await partner.post(path, body)
    assert (reply.status, reply.content_type) == (400, TEXT)
    assert isinstance(reply.json, str)


@pytest.mark.parametrize(
    "body", [{"resourceId": "car"}, {"resourceType": "Vehicle"}, {"resourceId": "car", "resourceType": "Charger"}]
)
async def test_a_bad_vehicle_is_refused_with_problem_details(partner: Partner, body: Any) -> None:
    """Vehicles alone answer with problem details among all that is registered."""
    await partner.settle("first")
    reply = await partner.post("/users/first/vehicles", body)
    assert (reply.status, reply.content_type) == (400, PROBLEM)
    assert reply.json["errors"]


@pytest.mark.parametrize(("path", "shape"), [("/users", TEXT), ("/users/first/vehicles", PROBLEM)])
async def test_broken_json_is_refused_in_the_shape_of_the_endpoint(partner: Partner, path: str, shape: str) -> None:
    """Half a body must end in a refusal, not in a crash that looks like an outage."""
    reply = await partner.ask("POST", path, raw='{"userId": "a')
    assert (reply.status, reply.content_type) == (400, shape)


@pytest.mark.parametrize(("path", "shape"), [("/users", TEXT), ("/events", PROBLEM), ("/users/eligible", PROBLEM)])
@pytest.mark.parametrize("query", [{"pageSize": "1001"}, {"pageSize": "0"}, {"page": "0"}, {"page": "two"}])
async def test_a_page_that_cannot_be_is_refused(partner: Partner, path: str, shape: str, query: dict[str, str]) -> None:
    """The largest page is a documented limit, so asking for more must not work here."""
    reply = await partner.get(path, **query)
    assert (reply.status, reply.content_type) == (400, shape)
