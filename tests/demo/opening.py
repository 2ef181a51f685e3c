"""The first minute: a visitor should see a turn in it."""

from datetime import UTC, datetime

from .curves import FAVOURABLE, MINUTE, TO_AVOID
from .scene import Scene


async def hasten(scene: Scene) -> None:
    """Have the next minute differ from this one; after it the local Spark's rhythm goes on.

    minute            0      1      2      3
    rhythm          -0.35  -0.35  +0.20  +0.20
    hastened at 0   -0.35  +0.10  +0.20  +0.20
    """
    now = await scene.delta_shown()
    next_minute = datetime.now(UTC).replace(second=0, microsecond=0) + MINUTE
    await scene.simulate(next_minute, TO_AVOID if (now or 0.0) < 0 else FAVOURABLE)
