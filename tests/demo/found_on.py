"""Step of the check: a device that was on before favourable hours is on after them."""

import asyncio
from datetime import UTC, datetime

from .curves import TO_AVOID
from .scene import Scene, ensure

TURN_S = 10
# Long enough for a mistake to show.
LOOK_S = 1
REST = 10


async def stays_on(scene: Scene) -> str:
    """Turn the tank on by hand, let favourable hours come and go, and turn it off by hand."""
    tank, switch = scene.home.tank, scene.home.tank.appliance.switch
    await turn_by_hand(scene, "on")
    since = datetime.now(UTC)
    await scene.press()
    on = await scene.turns_to(tank.use_power_now, "on", since, TURN_S)
    await asyncio.sleep(LOOK_S)
    await end_favourable_hours(scene)
    off = await scene.turns_to(tank.use_power_now, "off", on.at, TURN_S)
    went_off = await scene.client.socket.change(switch, "off", since, LOOK_S)
    ensure(went_off is None, f"{switch} to stay on", f"it turn off at {went_off.at:%H:%M:%S}" if went_off else "")
    ensure(await scene.client.state(switch) == "on", f"{switch} on", "it off")
    await turn_by_hand(scene, "off")
    return (
        f"{switch} on before, during {(off.at - on.at).total_seconds():.1f} s of favourable hours, and {LOOK_S} s after"
    )


async def turn_by_hand(scene: Scene, state: str) -> None:
    """Switch the tank as a person does."""
    since, switch = datetime.now(UTC), scene.home.tank.appliance.switch
    await scene.client.act(f"input_boolean.turn_{state}", entity_id=switch)
    await scene.turns_to(switch, state, since, TURN_S)


async def end_favourable_hours(scene: Scene) -> None:
    """Have Spark change its mind for some minutes."""
    await scene.simulate(datetime.now(UTC).replace(second=0, microsecond=0), *[TO_AVOID] * REST)
