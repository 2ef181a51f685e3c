"""Steps of the check: each returns the figure seen, or says what was expected."""

from datetime import UTC, datetime

from . import curves
from .local_spark import LocalSpark, Partner
from .scene import Scene, ensure, only_user, resources_of

SEEN_S = 2
PRESS_S = 10


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
