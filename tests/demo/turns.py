"""Steps of the check that need a boundary: is everything on time, and who follows."""

from datetime import UTC, datetime, timedelta

from . import curves
from .curves import FAVOURABLE, TO_AVOID
from .progress import DemoError
from .scene import Scene, ensure
from .websocket import Change

LATE_S = 2
LEAD = timedelta(seconds=15)


async def boundaries(scene: Scene) -> str:
    """Watch “Use power now” through a favourable minute, from before until after it.

    posted   start           end
       |  15 s |     60 s     |
        +0.10      -0.45         +0.10
    """
    start = datetime.now(UTC).replace(microsecond=0) + LEAD
    await scene.simulate(start - curves.MINUTE, TO_AVOID, FAVOURABLE, TO_AVOID)
    scene.favourable_from = start
    entity_id = scene.home.charger.use_power_now
    scene.turns += [
        await turn(scene, entity_id, "on", start),
        await turn(scene, entity_id, "off", start + curves.MINUTE),
    ]
    on, off = scene.turns
    return f"on {late_ms(on, start):.0f} ms and off {late_ms(off, start + curves.MINUTE):.0f} ms after the boundary"


async def tank(scene: Scene) -> str:
    """Look for the tank's switch in the same minute; nobody but the integration turns it."""
    start = scene.favourable_from
    if start is None:
        raise DemoError("expected a favourable minute to follow, saw none")
    switch, end = scene.home.tank.appliance.switch, start + curves.MINUTE
    on, off = await turn(scene, switch, "on", start), await turn(scene, switch, "off", end)
    return (
        f"{switch} on {late_ms(on, start):.0f} ms after the start, given back {late_ms(off, end):.0f} ms after the end"
    )


async def turn(scene: Scene, entity_id: str, state: str, boundary: datetime) -> Change:
    """Return the change of an entity at a boundary; fail where it is early or late."""
    patience_s = max(0, (boundary - datetime.now(UTC)).total_seconds()) + LATE_S
    seen = await scene.turns_to(entity_id, state, boundary - LEAD / 2, patience_s)
    late_s = late_ms(seen, boundary) / 1000
    ensure(0 <= late_s <= LATE_S, f"{state} within {LATE_S} s of {boundary:%H:%M:%S} UTC", f"it {late_s:+.3f} s off")
    return seen


def late_ms(seen: Change, boundary: datetime) -> float:
    """Return how many ms a change came after a boundary."""
    return (seen.at - boundary).total_seconds() * 1000


async def automation(scene: Scene) -> str:
    """Look for the charger's switch right after each turn of “Use power now”."""
    ensure(len(scene.turns) == 2, "two turns of “Use power now” to follow", len(scene.turns))
    switch = scene.home.charger.appliance.switch
    on, off = [late_ms(await scene.turns_to(switch, seen.state, seen.at, LATE_S), seen.at) for seen in scene.turns]
    return f"{switch} on {on:.0f} ms and off {off:.0f} ms after “Use power now”"
