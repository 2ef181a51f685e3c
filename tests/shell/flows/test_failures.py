"""Every request that a flow makes, with everything that can go wrong with it.

Each cell ends on a page that says what is wrong and keeps what was entered, and
the same answers submitted again succeed, with as much at Spark as if nothing
had happened.
"""

import asyncio
import re

from aiohttp import ClientTimeout
from homeassistant.core import HomeAssistant
import pytest

from custom_components.volue_spark.spark import transport
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import Account
from tests.shell.flows.walks import (
    A_LOCATION,
    A_RESOURCE,
    A_USER,
    ACCESS,
    ELIGIBILITY,
    LOCATIONS,
    LOGIN,
    MONEY,
    RESOURCES,
    WALKS,
    Request,
    Scene,
    Walk,
)

TOO_SOON = ClientTimeout(total=0.15)
FAULTS = {
    "timeout": Fault(delay=0.25),
    "401": Fault(status=401),
    "403": Fault(status=403),
    "404": Fault(status=404),
    "409": Fault(status=409),
    "429": Fault(status=429),
    "500": Fault(status=500),
    "broken JSON": Fault(status=200, body='{"'),
}
SAID = {
    "timeout": "cannot_connect",
    "401": "no_access",
    "403": "no_access",
    "404": "declined",
    "409": "conflict",
    "429": "rate_limited",
    "500": "spark_down",
    "broken JSON": "not_spark",
}
# What the account asks once the flow is over, with a client of its own; a resource without a device is cleared away.
OF_SET_UP = [*ACCESS, ("*", "/enrollment$"), ("GET", "/eligibility$"), MONEY, ("DELETE", "/v1/resources/[^/]+$")]
# What is not there cannot be taken over: another page follows, and another walk. See test_adoption.py.
ELSEWHERE = {
    ("a new account that takes its home over", LOCATIONS, "404"),
    ("a device that is taken over", RESOURCES, "404"),
}
NOBODY = ("a home that is taken over at a partner's", LOCATIONS, "404")
CELLS = [
    (name, request, fault)
    for name, walk in WALKS.items()
    for request in walk.requests
    for fault in FAULTS
    if (name, request, fault) not in ELSEWHERE
]
# Asked whether something is there, or what there is: 404 is an answer.
FINE = {A_USER, A_LOCATION, A_RESOURCE, ELIGIBILITY, LOCATIONS, RESOURCES, MONEY}


def is_gone(request: Request, fault: str) -> bool:
    """Tell whether 404 is true: what was to be deleted is deleted, by an attempt whose answer was lost."""
    return fault == "404" and request[0] == "DELETE"


def expected(name: str, request: Request, fault: str) -> list[str]:
    """Return what the person is told."""
    if (name, request, fault) == NOBODY:
        return ["unknown_user"]
    if is_gone(request, fault) or (fault == "404" and request in FINE):
        return []
    if request == LOGIN and fault in ("401", "403"):
        return ["invalid_auth"]
    if request in ACCESS and fault in ("404", "409"):
        return ["not_spark"]
    return [SAID[fault]]


@pytest.fixture
def scene(hass: HomeAssistant, account: Account, fake_spark: FakeSpark, other_spark: FakeSpark) -> Scene:
    """Return an account that is not set up yet."""
    # In debug mode the loop notes the stack for each callback: half of the table's time.
    hass.loop.set_debug(False)
    return Scene(hass, account, fake_spark, other_spark, account.entry())


async def set_up(scene: Scene, walk: Walk) -> None:
    """Set the account up where the walk needs one; nothing of that counts as the walk's request."""
    walk.prepare(scene)
    if walk.has_entry:
        scene.entry.add_to_hass(scene.hass)
        assert await scene.hass.config_entries.async_setup(scene.entry.entry_id)
        await scene.hass.async_block_till_done()
    scene.spark.requests.clear()


def registered(spark: FakeSpark) -> tuple[int, int, int]:
    """Return how many users, locations and resources Spark has."""
    return len(spark.users), len(spark.locations), len(spark.resources)


async def until_idle(spark: FakeSpark) -> None:
    """Wait until Spark has done, too late, what nobody waits for any more."""
    while spark.is_busy:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("name", WALKS)
async def test_the_table_names_every_request_of_a_walk(scene: Scene, name: str) -> None:
    """A request that is missing in the table would never be tried, and one that is never made proves nothing."""
    walk = WALKS[name]
    await set_up(scene, walk)
    made: list[Request] = []
    walk.spark(scene).observers.append(lambda seen: made.append((seen.request.method, seen.request.path)))
    assert await walk.go(scene) == []
    assert registered(walk.spark(scene)) == walk.registered

    def is_one_of(known: list[Request], method: str, path: str) -> bool:
        return any(verb in ("*", method) and re.search(ends, path) for verb, ends in known)

    assert [each for each in made if not is_one_of([*walk.requests, *OF_SET_UP], *each)] == []
    assert [each for each in walk.requests if not any(is_one_of([each], *seen) for seen in made)] == []


@pytest.mark.parametrize(
    ("name", "request_", "fault"),
    CELLS,
    ids=[f"{name}-{method} {path}-{fault}" for name, (method, path), fault in CELLS],
)
async def test_a_request_that_fails_is_explained_and_repeated_without_harm(
    scene: Scene, name: str, request_: Request, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody may have to start over, and nothing may be registered twice."""
    walk = WALKS[name]
    await set_up(scene, walk)
    spark = walk.spark(scene)
    if fault == "timeout":
        monkeypatch.setattr(transport, "_TIMEOUT", TOO_SOON)
    # A token that was rejected is renewed once, by itself.
    is_renewed = fault == "401" and request_ != LOGIN
    planned = Fault(drop="after") if is_gone(request_, fault) else FAULTS[fault]
    spark.fail(*request_, planned, times=2 if is_renewed else 1)
    told = await walk.go(scene)
    if is_gone(request_, fault) and told == ["cannot_connect"]:
        told = []  # the lost answer; over a connection that was used before, aiohttp asks again by itself
    assert told == expected(name, request_, fault)
    assert set(told) <= walk.texts.keys()
    await until_idle(spark)
    assert registered(spark) == walk.registered
