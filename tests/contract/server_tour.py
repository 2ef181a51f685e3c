"""Every endpoint of the local Spark asked over plain HTTP, refusals included."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tests.fake_spark import FakeSpark, Webhook
from tests.fake_spark.notifications import NOTIFICATION_TYPES
from tests.local_spark.partner import ELSEWHERE, LONGYEARBYEN, METER_POINT, Partner

HOME = "/users/first/locations/home"
PLACE = {"locationId": "home", "locationType": "Residential", "coordinates": LONGYEARBYEN}
CHARGER = {"resourceId": "charger", "resourceType": "Charger"}
VEHICLE = {"resourceId": "car", "resourceType": "Vehicle"}
POINT = {"price": -0.25, "timestamp": "2026-03-04T10:00:00+00:00"}
CURVE = {"points": [POINT], "energyUnit": "kWh", "currency": "NOK", "resolution": "01:00:00"}
USAGE = {
    "resourceId": "charger",
    "locationId": "home",
    "meterPointId": METER_POINT,
    "points": [{"timestamp": "2026-03-04T10:00:00+00:00", "kiloWattHours": 3.14}],
    "resolution": "01:00:00",
    "payloadType": "EnergyUsage",
}
OLD_USAGE = {name: value for name, value in USAGE.items() if name != "points"} | {"curvePoints": USAGE["points"]}
WEBHOOK = {
    "webhookUrl": "https://partner.example/notify",
    "name": "Home",
    "webhookSecret": "between-us",
    "notificationTypes": ["PriceCurveCreated", "UserEligibilityUpdated"],
}
NULLS = {"locationId": None, "meterPointId": None, "curvePoints": None}

type Step = tuple[str, str, Any, int]

REGISTRY: tuple[Step, ...] = (
    ("POST", "/users", {"userId": "first"}, 201),
    ("POST", "/users", {"userId": "first"}, 400),
    ("POST", "/users/batch", {"users": [{"userId": "second"}, {"userId": "third"}]}, 201),
    ("POST", "/users/batch", {"users": [{"userId": "second"}]}, 400),
    ("GET", "/users?page=1&pageSize=2", None, 200),
    ("GET", "/users?page=0", None, 400),
    ("GET", "/users/first", None, 200),
    ("GET", "/users/none", None, 404),
    ("POST", "/users/first/locations", PLACE, 201),
    ("POST", "/users/first/locations", PLACE, 409),
    ("POST", "/users/first/locations", {"locationId": "nowhere"}, 400),
    ("POST", "/users/none/locations", PLACE | {"locationId": "tent"}, 404),
    ("POST", "/users/locations/batch", {"locations": [PLACE | {"userId": "third", "locationId": "cabin"}]}, 201),
    ("POST", "/users/locations/batch", {"locations": [PLACE | {"userId": "third", "locationId": "cabin"}]}, 400),
    ("GET", "/users/first/locations", None, 200),
    ("GET", "/users/none/locations", None, 200),
    ("PUT", HOME, {"locationId": "home", "meterPointIds": [METER_POINT]}, 200),
    ("GET", HOME, None, 200),
    ("PUT", HOME, {"locationId": "other", "coordinates": ELSEWHERE}, 400),
    ("PUT", "/users/first/locations/none", PLACE | {"locationId": "none"}, 404),
    ("PATCH", HOME, {"locationType": None, "coordinates": LONGYEARBYEN, "meterPointIds": None}, 200),
    ("PATCH", HOME, {"locationType": "Castle"}, 400),
    ("PATCH", "/users/third/locations/cabin", {"meterPointIds": [METER_POINT]}, 409),
    ("PATCH", "/users/first/locations/none", {"coordinates": ELSEWHERE}, 404),
    ("GET", "/users/first/locations/none", None, 404),
    ("POST", f"{HOME}/resources", CHARGER, 201),
    ("POST", f"{HOME}/resources", CHARGER, 400),
    ("POST", "/users/first/locations/none/resources", CHARGER, 404),
    ("GET", f"{HOME}/resources", None, 200),
    ("GET", "/users/first/locations/none/resources", None, 404),
    ("POST", "/users/first/vehicles", VEHICLE, 201),
    ("POST", "/users/first/vehicles", VEHICLE, 400),
    ("GET", "/users/first/resources", None, 200),
    ("GET", "/users/none/resources", None, 404),
    ("GET", "/resources/car", None, 200),
    ("GET", "/resources/none", None, 404),
    ("GET", f"/meters/{METER_POINT}/eligible", None, 200),
)

PROGRAMME: tuple[Step, ...] = (
    ("GET", "/users/first/eligibility", None, 200),
    ("GET", "/users/none/eligibility", None, 404),
    ("GET", "/users/eligible?page=1&pageSize=1", None, 200),
    ("GET", "/users/eligible?pageSize=1001", None, 400),
    ("GET", "/users/first/enrollment", None, 200),
    ("POST", "/users/first/enrollment", None, 200),
    ("GET", "/users/first/enrollment", None, 200),
    ("POST", "/users/none/enrollment", None, 404),
    ("GET", "/users/none/enrollment", None, 404),
)

EVENTS: tuple[Step, ...] = (
    ("POST", "/simulation/partner", None, 201),
    ("POST", "/simulation/events/pricecurve", {}, 200),
    ("POST", "/simulation/events/pricecurve", {"priceCurveDelta": CURVE, "priceArea": "NO1", "targets": []}, 200),
    ("POST", "/simulation/events/pricecurve", {"priceArea": "NO9"}, 400),
    ("POST", "/simulation/events/usereligibility", None, 200),
    ("DELETE", "/simulation/partner", None, 200),
    ("GET", "/events?page=1&pageSize=1000", None, 200),
    ("GET", "/events?pageSize=many", None, 400),
    ("GET", "/events/location-lpc", None, 200),
    ("GET", "/events/none", None, 404),
)

REPORTS: tuple[Step, ...] = (
    ("POST", "/reports", {"eventId": "curve", "payloads": [USAGE]}, 200),
    ("POST", "/reports", {"eventId": "curve", "payloads": [USAGE | NULLS, OLD_USAGE]}, 200),
    ("POST", "/reports", {"eventId": "none", "payloads": [USAGE]}, 400),
    ("POST", "/reports", {"eventId": "location-lpc", "payloads": [USAGE]}, 400),
    ("POST", "/reports", {"eventId": "curve", "payloads": [USAGE | {"resourceId": "car"}]}, 400),
    ("POST", "/reports", {"eventId": "curve", "payloads": [USAGE | {"payloadType": None}]}, 400),
    ("POST", "/reports", {"payloads": []}, 400),
    ("GET", "/users/first/compensation", None, 200),
    ("GET", "/users/third/compensation", None, 200),
    ("GET", "/users/none/compensation", None, 404),
)

WEBHOOKS: tuple[Step, ...] = (
    ("POST", "/webhooks", WEBHOOK, 201),
    ("POST", "/webhooks", {"webhookUrl": "https://partner.example/all", "name": None, "webhookSecret": None}, 201),
    ("POST", "/webhooks", {"webhookUrl": "partner.example"}, 400),
    ("GET", "/webhooks", None, 200),
    ("GET", "/webhooks/of-everything", None, 200),
    ("GET", "/webhooks/none", None, 404),
    ("PUT", "/webhooks/of-everything", WEBHOOK | {"enabled": True}, 200),
    ("PUT", "/webhooks/of-everything", {"webhookUrl": ""}, 400),
    ("PUT", "/webhooks/none", WEBHOOK, 404),
    ("PATCH", "/webhooks/of-everything", dict.fromkeys((*WEBHOOK, "enabled")), 200),
    ("PATCH", "/webhooks/of-everything", {"webhookSecret": "between-us-too", "notificationTypes": []}, 200),
    ("PATCH", "/webhooks/of-everything", {"notificationTypes": ["PriceCurve"]}, 400),
    ("PATCH", "/webhooks/none", {}, 404),
    ("PUT", "/webhooks/of-everything/enabled?enabled=false", None, 204),
    ("PUT", "/webhooks/none/enabled?enabled=true", None, 404),
    ("GET", "/webhooks/logs", None, 200),
    ("GET", "/webhooks/logs?webhookId=of-everything&page=1&pageSize=2", None, 200),
    ("GET", "/webhooks/logs?page=0", None, 400),
    ("GET", "/webhooks/logs/{notification}", None, 200),
    ("GET", "/webhooks/logs/none", None, 400),
    ("DELETE", "/webhooks/of-everything", None, 204),
    ("DELETE", "/webhooks/of-everything", None, 404),
)

FAREWELL: tuple[Step, ...] = (
    ("DELETE", "/users/first/enrollment", None, 204),
    ("DELETE", "/users/first/enrollment", None, 404),
    ("DELETE", "/resources/car", None, 204),
    ("DELETE", "/resources/car", None, 404),
    ("DELETE", HOME, None, 204),
    ("DELETE", HOME, None, 404),
    ("DELETE", "/users/first", None, 204),
    ("DELETE", "/users/first", None, 404),
    ("GET", "/users", None, 401),
)


async def server_tour(partner: Partner, spark: FakeSpark) -> None:
    """Walk through all steps; each has to end as it says.

    What is published before is told to nobody at first, what comes then is acknowledged.
    """
    want_everything(spark)
    publish_curve(spark)
    publish_power_limits(spark)
    await spark.deliver()
    spark.post_office.carrier = acknowledged
    for method, path, body, status in (*REGISTRY, *PROGRAMME, *EVENTS, *REPORTS, *WEBHOOKS, *FAREWELL):
        if status == 401:
            spark.revoke_tokens()
        reply = await partner.ask(method, path.format(notification=spark.deliveries[0].notification_id), body)
        assert reply.status == status, f"{method} {path}: {reply}"
        await spark.deliver()


def want_everything(spark: FakeSpark) -> None:
    """Have one webhook told of every event."""
    now = datetime.now(UTC)
    everything = Webhook("of-everything", "https://partner.example/notify", now, now, now)
    everything.notification_types, everything.secret = NOTIFICATION_TYPES, "between-us"
    spark.webhooks["of-everything"] = everything


async def acknowledged(_url: str, _headers: Mapping[str, str], _body: bytes) -> int:
    """Answer as a webhook does that exists."""
    return 200


def publish_curve(spark: FakeSpark) -> None:
    """Put a price curve that can be reported into the list."""
    target = {"resourceId": "charger", "locationId": "home"}
    payload = {"targets": [target], "priceCurveDelta": CURVE, "priceArea": "NO1", "payloadType": "PriceCurve"}
    spark.publish_raw({"id": "curve", "createdAt": "2026-03-03T12:00:00+00:00", "payload": payload})


def publish_power_limits(spark: FakeSpark) -> None:
    """Put the three kinds of events with limits of power into the list."""
    limit = {"maxPowerInKiloWatts": 0, "timestamp": "2026-03-04T12:00:00+00:00"}
    place = {"locationId": "home", "meterPointId": METER_POINT, "resolution": "01:00:00", "points": [limit]}
    for name, payload_type, target in (
        ("location-lpc", "LocationLPC", place),
        ("resource-lpc", "ResourceLPC", place | {"resourceId": "charger"}),
        ("reservation", "LPCReservation", place),
    ):
        payload = {"targets": [target], "payloadType": payload_type}
        spark.publish_raw({"id": name, "createdAt": "2026-03-03T12:00:00.1234567+00:00", "payload": payload})
