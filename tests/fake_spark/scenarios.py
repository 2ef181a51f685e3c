"""What the demo's Spark does by itself, so that there is always something to see."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from . import curves
from .curves import Point, Target, Terms
from .state import StoredEvent, World
from .wire import from_wire, to_time_span

MINUTE = timedelta(minutes=1)
AHEAD = 60
TURN = 2
FAVOURABLE = -0.35
TO_AVOID = 0.20


@dataclass(frozen=True, slots=True)
class KnownCurve:
    """What the rhythm reads from a price curve event."""

    created_at: datetime
    targets: frozenset[Target]
    starts: tuple[datetime, ...]
    resolution: str

    @property
    def is_quick(self) -> bool:
        """Tell whether it counts in minutes."""
        return self.resolution == to_time_span(MINUTE)

    def is_over(self, now: datetime) -> bool:
        """Tell whether the last minute of a quick curve has passed."""
        return all(start + MINUTE <= now for start in self.starts)


def rhythm(world: World, now: datetime) -> None:
    """Give every resource the ordinary curves, and all of them a quick one on top.

        minute of the hour    0  1 |  2  3 |  4  5 |  6  7 | ...
        delta                -0.35 | +0.20 | -0.35 | +0.20 | ...

    The quick curve is renewed when it has passed or when a resource is not in
    it. All of this is read from the events, so that a restart repeats nothing.
    """
    targets = curves.curve_targets(world)
    known = [curve for event in world.newest_first() if (curve := known_curve(event))]
    publish_ordinary(world, now, targets, known)
    quick = next((curve for curve in known if curve.is_quick), None)
    if targets and (quick is None or quick.is_over(now) or not quick.targets.issuperset(targets)):
        world.publish(curves.price_curve(targets, quick_points(now), Terms(resolution=MINUTE)), created_at=now)


def publish_ordinary(world: World, now: datetime, targets: list[Target], known: list[KnownCurve]) -> None:
    """Publish what the resources would have had, had they been there in time."""
    for day in curves.days_of_use(now, world.zone):
        made_at = curves.made_at(day, world.zone)
        have = {target for curve in known if curve.created_at == made_at for target in curve.targets}
        if made_at <= now:
            curves.publish_day(world, day, [target for target in targets if target not in have])


def quick_points(now: datetime) -> list[Point]:
    """Return sixty minutes from this one on; the turns do not depend on the beginning."""
    start = now.replace(second=0, microsecond=0)
    minutes = [start + n * MINUTE for n in range(AHEAD)]
    return [(minute, TO_AVOID if minute.minute // TURN % 2 else FAVOURABLE) for minute in minutes]


def known_curve(event: StoredEvent) -> KnownCurve | None:
    """Return a price curve event as far as it matters here, None for anything else."""
    try:
        payload = event.body["payload"]
        curve = payload["priceCurveDelta"]
        return KnownCurve(
            created_at=event.created_at,
            targets=frozenset((target["resourceId"], target["locationId"]) for target in payload["targets"]),
            starts=tuple(from_wire(point["timestamp"]) for point in curve["points"]),
            resolution=curve["resolution"],
        )
    except KeyError, TypeError, ValueError:
        return None
