"""Every request that a flow makes, with everything that can go wrong with it.

Each cell ends on a page that says what is wrong, and the same answers submitted
again succeed, with as much at Spark as if nothing had happened.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
import json
from pathlib import Path
import re
from typing import Any

from aiohttp import ClientTimeout
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark.spark import transport
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import LOCATION, Account
from tests.shell.flows.pages import (
    ELIGIBLE,
    Page,
    account as answers_about,
    answer,
    answer_subentry,
    choose,
    home,
    manage_home,
    reconfigure,
    start,
    start_subentry,
)

TEXTS = json.loads((Path(__file__).parents[3] / "custom_components/volue_spark/translations/en.json").read_text())
TOO_SOON = ClientTimeout(total=0.15)
FAULTS = {
    "timeout": Fault(delay=0.4),
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


@dataclass
class Scene:
    """What a walk needs; the entry is there but not set up where the walk begins with nothing."""

    hass: HomeAssistant
    spark: FakeSpark
    entry: MockConfigEntry


type Request = tuple[str, str]


@dataclass(frozen=True)
class Walk:
    """A way through a flow: how it begins, its pages, the requests that it makes, and what is at Spark then."""

    begin: Callable[[Scene], Awaitable[Any]]
    pages: Sequence[Callable[[Scene], Page]]
    requests: Sequence[Request]
    registered: tuple[int, int, int]
    texts: dict[str, str]
    submit: Callable[[HomeAssistant, Any, Page], Awaitable[Any]] = answer_subentry
    has_entry: bool = True

    async def go(self, scene: Scene) -> list[str]:
        """Walk to the end, submitting again whatever comes back; return the errors that were told."""
        told: list[str] = []
        flow = await self.begin(scene)
        while flow.get("errors"):
            told += flow["errors"].values()
            flow = await self.submit(scene.hass, flow, {})
        for page in self.pages:
            flow = await self.submit(scene.hass, flow, page(scene))
            while flow.get("errors"):
                told += flow["errors"].values()
                flow = await self.submit(scene.hass, flow, page(scene))
            if flow.get("step_id") == "not_yet":
                flow = await self.submit(scene.hass, flow, choose("register"))
        assert flow["type"] in ("create_entry", "abort"), flow
        await scene.hass.async_block_till_done()
        return [error for error in told if not error.startswith("doubt_")]


ACCOUNT_TEXTS = TEXTS["config"]["error"]
HOME_TEXTS = TEXTS["config_subentries"]["home"]["error"]
LOGIN = ("POST", "/token$")
ACCESS = [LOGIN, ("GET", "/events$")]
LIST = ("GET", "/users$")
LOCATIONS = ("GET", "/users/[^/]+/locations$")
A_USER = ("GET", "/users/[^/]+$")
A_LOCATION = ("GET", "/locations/[^/]+$")
ELIGIBILITY = ("GET", "/meters/[^/]+/eligible$")
REGISTER_HOME = [A_USER, ("POST", "/users$"), A_LOCATION, ("POST", "/locations$")]
WALKS = {
    "a new account": Walk(
        lambda scene: start(scene.hass),
        [lambda scene: answers_about(scene.spark), lambda _: home(ELIGIBLE)],
        [*ACCESS, LIST, ELIGIBILITY, *REGISTER_HOME],
        (1, 1, 0),
        ACCOUNT_TEXTS,
        answer,
        has_entry=False,
    ),
    "a new home": Walk(
        lambda scene: start_subentry(scene.hass, scene.entry, "home"),
        [lambda _: home(ELIGIBLE)],
        [LOGIN, LIST, LOCATIONS, ELIGIBILITY, *REGISTER_HOME],
        (2, 2, 2),
        HOME_TEXTS,
    ),
    "another place": Walk(
        lambda scene: manage_home(scene.hass, scene.entry, choose("place")),
        [lambda _: {"meter_point_ids": [ELIGIBLE], "place": "same"}],
        [LOGIN, ("PATCH", f"/locations/{LOCATION}$")],
        (1, 1, 2),
        HOME_TEXTS,
    ),
    "leaving": Walk(
        lambda scene: manage_home(scene.hass, scene.entry, choose("leave")),
        [lambda _: {"confirm": True}],
        [LOGIN, ("DELETE", "/enrollment$")],
        (1, 1, 2),
        HOME_TEXTS,
    ),
    "the same account": Walk(
        lambda scene: reconfigure(scene.hass, scene.entry),
        [lambda scene: answers_about(scene.spark)],
        ACCESS,
        (1, 1, 2),
        ACCOUNT_TEXTS,
        answer,
    ),
}
# What the account asks once the flow is over, with a client of its own.
OF_SET_UP = [*ACCESS, ("*", "/enrollment$"), ("GET", "/eligibility$"), ("GET", "/compensation$")]
CELLS = [(name, request, fault) for name, walk in WALKS.items() for request in walk.requests for fault in FAULTS]
# Asked whether something is there, or told to remove it: 404 is an answer.
FINE = {A_USER, A_LOCATION, ELIGIBILITY, LOCATIONS}


def expected(request: Request, fault: str) -> list[str]:
    """Return what the person is told."""
    if fault == "404" and (request in FINE or request[0] == "DELETE"):
        return []
    if request == LOGIN and fault in ("401", "403"):
        return ["invalid_auth"]
    if request in ACCESS and fault in ("404", "409"):
        return ["not_spark"]
    return [SAID[fault]]


@pytest.fixture
async def scene(hass: HomeAssistant, account: Account, fake_spark: FakeSpark) -> AsyncIterator[Scene]:
    """Yield an account that is not set up yet, and wait until Spark has answered all."""
    yield Scene(hass, fake_spark, account.entry())
    await asyncio.sleep(0.5 if fake_spark.is_busy else 0)


async def set_up(scene: Scene, account: Account, walk: Walk) -> None:
    """Set the account up where the walk needs one; nothing of that counts as the walk's request."""
    if walk.has_entry:
        account.register()
        scene.entry.add_to_hass(scene.hass)
        assert await scene.hass.config_entries.async_setup(scene.entry.entry_id)
        await scene.hass.async_block_till_done()
    scene.spark.requests.clear()


def registered(spark: FakeSpark) -> tuple[int, int, int]:
    """Return how many users, locations and resources Spark has."""
    return len(spark.users), len(spark.locations), len(spark.resources)


@pytest.mark.parametrize("name", WALKS)
async def test_the_table_names_every_request_of_a_walk(scene: Scene, account: Account, name: str) -> None:
    """A request that is missing in the table would never be tried."""
    walk = WALKS[name]
    await set_up(scene, account, walk)
    made: list[Request] = []
    scene.spark.observers.append(lambda seen: made.append((seen.request.method, seen.request.path)))
    assert await walk.go(scene) == []
    assert registered(scene.spark) == walk.registered
    unnamed = [
        (method, path)
        for method, path in made
        if not any(known in ("*", method) and re.search(ends, path) for known, ends in [*walk.requests, *OF_SET_UP])
    ]
    assert unnamed == []


@pytest.mark.parametrize(
    ("name", "request_", "fault"),
    CELLS,
    ids=[f"{name}-{method} {path}-{fault}" for name, (method, path), fault in CELLS],
)
async def test_a_request_that_fails_is_explained_and_repeated_without_harm(
    scene: Scene, account: Account, name: str, request_: Request, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody may have to start over, and nothing may be registered twice."""
    walk = WALKS[name]
    await set_up(scene, account, walk)
    monkeypatch.setattr(transport, "_TIMEOUT", TOO_SOON)
    # A token that was rejected is renewed once, by itself.
    is_renewed = fault == "401" and request_ != LOGIN
    scene.spark.fail(*request_, FAULTS[fault], times=2 if is_renewed else 1)
    told = await walk.go(scene)
    assert told == expected(request_, fault)
    assert set(told) <= walk.texts.keys()
    assert registered(scene.spark) == walk.registered
