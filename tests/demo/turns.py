"""Steps of the check that need a boundary: is “Use power now” on time, and who follows it."""

from datetime import UTC, datetime, timedelta

from . import curves
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
    # For both devices: the local Spark's rhythm would renew a curve that leaves one out.
    curve = curves.one_favourable_minute([scene.charger, scene.tank], start)
    await scene.partner.post("/simulation/events/pricecurve", curve)
    await scene.poll()
    late_ms = [await turn(scene, "on", start), await turn(scene, "off", start + curves.MINUTE)]
    return f"on {late_ms[0]:.0f} ms and off {late_ms[1]:.0f} ms after the boundary"


async def turn(scene: Scene, state: str, boundary: datetime) -> float:
    """Return by how many ms “Use power now” was late; fail where it was early."""
    patience_s = (boundary - datetime.now(UTC)).total_seconds() + LATE_S
    since = boundary - LEAD / 2
    seen = await scene.client.socket.change(scene.home.charger.use_power_now, state, since, patience_s)
    if seen is None:
        raise DemoError(f"expected {state} within {LATE_S} s of {boundary:%H:%M:%S} UTC, saw no change")
    scene.turns.append(seen)
    late_s = (seen.at - boundary).total_seconds()
    ensure(0 <= late_s <= LATE_S, f"{state} within {LATE_S} s of {boundary:%H:%M:%S} UTC", f"it {late_s:+.3f} s off")
    return late_s * 1000


async def automation(scene: Scene) -> str:
    """Look for the charger's switch right after each turn of “Use power now”."""
    ensure(len(scene.turns) == 2, "two turns of “Use power now” to follow", len(scene.turns))
    on, off = [await lag(scene, seen) for seen in scene.turns]
    return f"{scene.home.charger.appliance.switch} on {on:.0f} ms and off {off:.0f} ms after “Use power now”"


async def lag(scene: Scene, seen: Change) -> float:
    """Return how many ms the switch came after a turn."""
    switch = scene.home.charger.appliance.switch
    followed = await scene.client.socket.change(switch, seen.state, seen.at, LATE_S)
    if followed is None:
        raise DemoError(f"expected {switch} to turn {seen.state}, saw {await scene.client.state(switch)}")
    return (followed.at - seen.at).total_seconds() * 1000
