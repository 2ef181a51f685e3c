"""What the demo's Spark does by itself, so that there is always something to see."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from . import curves
from .curves import Point, Target, Terms
from .published import PublishedCurve, published_curve
from .state import World

MINUTE = timedelta(minutes=1)
AHEAD = 60
TURN = 2
FAVOURABLE = -0.35
TO_AVOID = 0.20


def rhythm(world: World, now: datetime) -> None:
    """Give every resource the ordinary curves, and all of them a quick one on top.

        minute of the hour    0  1 |  2  3 |  4  5 |  6  7 | ...
        delta                -0.35 | +0.20 | -0.35 | +0.20 | ...

    The quick curve is renewed when it has passed or when a resource is not in
    it. All of this is read from the events, so that a restart repeats nothing.
    """
    targets = curves.curve_targets(world)
    known = [curve for event in world.newest_first() if (curve := published_curve(event))]
    publish_ordinary(world, now, targets, known)
    quick = next((curve for curve in known if curve.resolution == MINUTE), None)
    if targets and (quick is None or quick.is_over(now) or not set(quick.targets).issuperset(targets)):
        world.publish(curves.price_curve(targets, quick_points(now), Terms(resolution=MINUTE)), created_at=now)


def publish_ordinary(world: World, now: datetime, targets: list[Target], known: list[PublishedCurve]) -> None:
    """Publish what the resources would have had, had they been there in time.

    Those that are new get yesterday as well, so that there is something to
    report at once. Who had a curve before was there yesterday, or was away.
    """
    today = now.astimezone(world.zone).date()
    hourly = [curve for curve in known if curve.resolution != MINUTE]
    seen = targets_of(curve for curve in hourly if curve.created_at <= curves.made_at(today, world.zone))
    curves.publish_day(world, today - curves.DAY, [target for target in targets if target not in seen])
    for day in curves.days_of_use(now, world.zone):
        made_at = curves.made_at(day, world.zone)
        have = targets_of(curve for curve in hourly if curve.created_at == made_at)
        if made_at <= now:
            curves.publish_day(world, day, [target for target in targets if target not in have])


def targets_of(known: Iterable[PublishedCurve]) -> set[Target]:
    """Return everybody whom some curves address."""
    return {target for curve in known for target in curve.targets}


def quick_points(now: datetime) -> list[Point]:
    """Return sixty minutes from this one on; the turns do not depend on the beginning."""
    start = now.replace(second=0, microsecond=0)
    minutes = [start + n * MINUTE for n in range(AHEAD)]
    return [(minute, TO_AVOID if minute.minute // TURN % 2 else FAVOURABLE) for minute in minutes]
