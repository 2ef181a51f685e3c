"""Steps of the check: each returns the figure seen, or says what was expected."""

from datetime import UTC, datetime

from . import curves, webhooks
from .local_spark import LocalSpark, Partner
from .scene import Scene, ensure, only_user, resources_of

SEEN_S = 2
PRESS_S = 10
# A value that no other step and no rhythm has, and nothing starts for it.
TOLD, MINUTES = 0.17, 3


async def token(spark: LocalSpark) -> str:
    """Ask for a token with the demo's credentials."""
    granted = await spark.token()
    return f"granted for {granted['expires_in']} s"


async def registered(partner: Partner) -> str:
    """Look for user, location, both resources and the enrollment."""
    user_id = await only_user(partner)
    locations = await partner.get(f"/users/{user_id}/locations")
    enrollment = await partner.get(f"/users/{user_id}/enrollment")
    kinds = sorted(item["resourceType"] for item in await resources_of(partner, user_id))
    ensure(len(locations) == 1, "one location", locations)
    ensure(kinds == ["Charger", "HotWaterTank"], "Charger and HotWaterTank", kinds)
    ensure(enrollment["isEnrolled"], "an enrolled user", enrollment)
    return f"1 user, 1 location, 2 resources ({', '.join(kinds)}), enrolled"


async def delta(scene: Scene) -> str:
    """Compare the sensor with Spark's current point."""
    shown = await scene.shows(scene.delta_at_spark, SEEN_S)
    return f"{shown:+.2f} NOK/kWh, in Spark's newest event and in Home Assistant"


async def push(scene: Scene) -> str:
    """Have Spark make an event, ask for nothing, and wait for its value."""
    await webhooks.rest(scene.client)
    this_minute = datetime.now(UTC).replace(second=0, microsecond=0)
    event = await scene.publish(this_minute, *[TOLD] * MINUTES)

    async def value() -> float:
        return TOLD

    shown, seen_s = await scene.shows(value, SEEN_S), seconds_since(webhooks.instant(event["createdAt"]))
    told = await webhooks.arrived(scene, event)
    status = (await webhooks.ours(scene.partner))["status"]
    ensure(status == "Healthy", "a healthy webhook", status)
    return (
        f"{shown:+.2f} NOK/kWh shown {seen_s:.1f} s after Spark made it and nobody asked; "
        f"taken within {told['requestDurationMs']} ms, {status} at Spark"
    )


async def test_event(scene: Scene) -> str:
    """Press the button and wait for the new event's value."""
    pressed_at = datetime.now(UTC)
    new = await scene.press()
    ensure(new, "a new event", "none")

    async def newest() -> float | None:
        return curves.current(new, scene.charger, datetime.now(UTC))

    shown = await scene.shows(newest, PRESS_S - seconds_since(pressed_at))
    return f"{shown:+.2f} NOK/kWh, shown {seconds_since(pressed_at):.1f} s after the press"


def seconds_since(instant: datetime) -> float:
    """Return how long ago an instant was."""
    return (datetime.now(UTC) - instant).total_seconds()
