"""Steps of the check: what was used yesterday, what Spark was told of it, and what that earned."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from . import curves, usage
from .client import Json, until
from .devices import Model
from .local_spark import LocalSpark
from .scene import Scene, ensure, only_user

ACCEPTED_S = 30
KWH_OFF = 0.001
NOK_OFF = 0.001
HOURLY = "01:00:00"


class Used(NamedTuple):
    """What one resource used in one hour of an event."""

    event_id: str
    resource_id: str
    hour: datetime
    kwh: float


async def accepted(scene: Scene, spark: LocalSpark) -> str:
    """Compare what arrived at Spark with what the home drew, for exactly the hours of each event.

    The local Spark's curve of yesterday ends at 20:00: even a home that reports an hour later
    than others has nothing to wait for, however soon after midnight the demo starts. That of
    today may wait in the evening.
    """
    arrived = await until(lambda: kept(spark), "a report in the local Spark's state file", ACCEPTED_S)
    events = {event["id"]: event for event in await scene.events()}
    yesterdays = [event["id"] for event in events.values() if is_about_yesterday(event)]
    ids = [report["event_id"] for report in arrived]
    ensure(set(yesterdays) <= set(ids) and len(ids) == len(set(ids)), f"one report on {yesterdays}", ids)
    told = {used[:3]: used.kwh for used in used_of(arrived)}
    wanted = {used[:3]: used.kwh for event_id in ids for used in drawn(scene, events[event_id])}
    ensure(told.keys() == wanted.keys(), f"{len(wanted)} hours", sorted(told.keys() ^ wanted.keys()))
    off = max(abs(told[key] - kwh) for key, kwh in wanted.items())
    ensure(off <= KWH_OFF, f"the drawn kWh within {KWH_OFF}", f"{off:.6f} off")
    return f"{len(ids)} accepted, {len(told)} hours, {sum(told.values()):.3f} kWh, at most {off:.6f} off"


async def compensation(scene: Scene, spark: LocalSpark) -> str:
    """Compare what Spark pays and what Home Assistant shows with a sum of our own."""
    events = {event["id"]: event for event in await scene.events()}
    own = sum(worth(used, events[used.event_id]) for used in used_of(await kept(spark) or []))
    found = await scene.partner.get(f"/users/{await only_user(scene.partner)}/compensation")
    paid = [(entry["activeAmount"], entry["currency"]) for entry in found["locationCompensations"]]
    ensure(len(paid) == 1 and paid[0][1] == "NOK" and is_close(paid[0][0], own), f"NOK {own:.3f} at Spark", paid)
    await until(lambda: shows(scene, own), f"{scene.home.earned} to show {own:.3f}", ACCEPTED_S)
    return (
        f"{own:.3f} NOK by our own sum, {paid[0][0]:.3f} at Spark, {await scene.client.state(scene.home.earned)} shown"
    )


async def shows(scene: Scene, amount: float) -> bool | None:
    """Tell whether Home Assistant shows an amount; None while it does not."""
    shown = await scene.client.number(scene.home.earned)
    return (shown is not None and is_close(shown, amount)) or None


async def kept(spark: LocalSpark) -> list[Json] | None:
    """Return the reports in the local Spark's state file, None while there are none."""
    return spark.kept()["reports"] or None


def is_about_yesterday(event: Json) -> bool:
    """Tell whether an event holds the hourly curve of yesterday."""
    curve = event["payload"].get("priceCurveDelta", {})
    if curve.get("resolution") != HOURLY:
        return False
    yesterday = datetime.now(usage.ZONE).date() - timedelta(days=1)
    return {hour.astimezone(usage.ZONE).date() for hour in hours(event)} == {yesterday}


def hours(event: Json) -> list[datetime]:
    """Return the starts of an event's points."""
    points = event["payload"]["priceCurveDelta"]["points"]
    return [datetime.fromisoformat(point["timestamp"]) for point in points]


def used_of(arrived: Sequence[Json]) -> Iterator[Used]:
    """Read reports as they came over the wire."""
    for report in arrived:
        for payload in report["body"]["payloads"]:
            for point in payload["points"]:
                hour = datetime.fromisoformat(point["timestamp"]).astimezone(UTC)
                yield Used(report["event_id"], payload["resourceId"], hour, point["kiloWattHours"])


def drawn(scene: Scene, event: Json) -> Iterator[Used]:
    """Give what an event's targets drew in its hours."""
    for target in event["payload"]["targets"]:
        model = model_of(scene, target["resourceId"])
        for hour in hours(event):
            yield Used(event["id"], target["resourceId"], hour.astimezone(UTC), usage.kwh(model, hour))


def model_of(scene: Scene, resource_id: str) -> Model:
    """Return which appliance a resource is."""
    device = scene.home.charger if resource_id == scene.charger.resource_id else scene.home.tank
    return device.appliance.model


def worth(used: Used, event: Json) -> float:
    """Return what one hour earned: energy times the negative delta, in this month only."""
    delta = curves.point(event["payload"]["priceCurveDelta"], used.hour) or 0.0
    now, local = datetime.now(usage.ZONE), used.hour.astimezone(usage.ZONE)
    is_paid = delta < 0 and (local.year, local.month) == (now.year, now.month)
    return used.kwh * -delta if is_paid else 0.0


def is_close(amount: float, other: float) -> bool:
    """Tell whether two amounts of NOK are the same."""
    return abs(amount - other) <= NOK_OFF
