"""Every way through a flow that asks Spark, with the requests that it makes."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.fake_spark import FakeSpark, Location, Resource, User
from tests.shell.conftest import LOCATION, TEXTS, USER, Account
from tests.shell.flows.device.steps import suggested
from tests.shell.flows.pages import (
    ELIGIBLE,
    Page,
    account as answers_about,
    answer,
    answer_subentry,
    change_device,
    choose,
    home,
    manage_home,
    reconfigure,
    start,
    start_subentry,
)

LEFT, CABIN, NEIGHBOUR = "resource-left", "location-cabin", "user-neighbour"
# Never suggested: a secret is not sent back, and nobody agrees to what was not on the page yet.
NEVER_KEPT = ("client_secret", "confirm")


@dataclass
class Scene:
    """What a walk needs; the entry is there but not set up where the walk begins with nothing."""

    hass: HomeAssistant
    account: Account
    spark: FakeSpark
    other: FakeSpark
    entry: MockConfigEntry


type Request = tuple[str, str]
type Do[Result] = Callable[[Scene], Result]


@dataclass(frozen=True)
class Walk:
    """A way through a flow: how it begins, its pages, the requests that it makes.

    ``registered`` is how many users, locations and resources Spark has then.
    """

    begin: Do[Awaitable[Any]]
    pages: Sequence[Do[Page]]
    requests: Sequence[Request]
    registered: tuple[int, int, int]
    texts: dict[str, str]
    submit: Callable[[HomeAssistant, Any, Page], Awaitable[Any]] = answer_subentry
    prepare: Do[object] = lambda scene: scene.account.register()
    spark: Do[FakeSpark] = lambda scene: scene.spark
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
                assert lost(flow, page(scene)) == {}
                flow = await self.submit(scene.hass, flow, page(scene))
            if flow.get("step_id") == "not_yet":
                flow = await self.submit(scene.hass, flow, choose("register"))
        assert (flow["type"], flow.get("reason")) in ENDS, flow
        await scene.hass.async_block_till_done()
        return [error for error in told if not error.startswith("doubt_") and error != "counted_twice"]


ENDS = [
    ("create_entry", None),
    ("abort", "reconfigure_successful"),
    ("abort", "reauth_successful"),
    ("abort", "home_deleted"),
]


def lost(flow: Any, answers: Page) -> Page:
    """Return what a person would have to enter again."""
    kept = suggested(flow)
    return {key: value for key, value in answers.items() if value and key not in NEVER_KEPT and kept.get(key) != value}


def leave_over(scene: Scene) -> None:
    """Let Spark have a resource in the home that no device uses."""
    scene.account.register()
    scene.spark.resources[LEFT] = Resource(LEFT, "HVAC", USER, LOCATION)


def keep_a_cabin(scene: Scene) -> None:
    """Let a partner's account have a home that Home Assistant does not know, and more users than one household."""
    scene.account.register()
    for number in range(11):
        scene.spark.users[f"user-of-others-{number}"] = User(f"user-of-others-{number}")
    scene.spark.users[NEIGHBOUR] = User(NEIGHBOUR)
    scene.spark.locations[CABIN] = Location(CABIN, NEIGHBOUR, meter_point_ids=(ELIGIBLE,))
    scene.spark.resources[LEFT] = Resource(LEFT, "HVAC", NEIGHBOUR, CABIN)


async def sign_in_again(scene: Scene) -> Any:
    """Open the page that asks for the secret anew."""
    return await scene.entry.start_reauth_flow(scene.hass)


ACCOUNT_TEXTS = TEXTS["config"]["error"]
HOME_TEXTS = TEXTS["config_subentries"]["home"]["error"]
DEVICE_TEXTS = TEXTS["config_subentries"]["device"]["error"]
LOGIN = ("POST", "/token$")
EVENTS = ("GET", "/events$")
ACCESS = [LOGIN, EVENTS]
LIST = ("GET", "/users$")
LOCATIONS = ("GET", "/users/[^/]+/locations$")
RESOURCES = ("GET", "/users/[^/]+/resources$")
A_USER = ("GET", "/users/[^/]+$")
A_LOCATION = ("GET", "/locations/[^/]+$")
A_RESOURCE = ("GET", "/v1/resources/[^/]+$")
ELIGIBILITY = ("GET", "/meters/[^/]+/eligible$")
MONEY = ("GET", "/compensation$")
REGISTER_HOME = [A_USER, ("POST", "/users$"), A_LOCATION, ("POST", "/locations$")]
REGISTER_DEVICE = [A_RESOURCE, ("POST", "/locations/[^/]+/resources$")]
DELETE_HOME = [
    ("DELETE", "/v1/resources/[^/]+$"),
    ("DELETE", "/locations/[^/]+$"),
    LOCATIONS,
    ("DELETE", f"/users/{USER}$"),
]
WALKS = {
    "a new account": Walk(
        lambda scene: start(scene.hass),
        [lambda scene: answers_about(scene.spark), lambda _: home(ELIGIBLE)],
        [*ACCESS, LIST, ELIGIBILITY, *REGISTER_HOME],
        (1, 1, 0),
        ACCOUNT_TEXTS,
        answer,
        prepare=lambda _: None,
        has_entry=False,
    ),
    "a new account that takes its home over": Walk(
        lambda scene: start(scene.hass),
        [
            lambda scene: answers_about(scene.spark),
            lambda _: {"take_over": LOCATION},
            lambda _: {"consent": True},
        ],
        [*ACCESS, LIST, LOCATIONS, RESOURCES],
        (1, 1, 2),
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
    "a home that is taken over at a partner's": Walk(
        lambda scene: start_subentry(scene.hass, scene.entry, "home"),
        [lambda _: {"user_id": NEIGHBOUR}, lambda _: {"take_over": CABIN}, lambda _: {"consent": True}],
        [LOGIN, LIST, LOCATIONS, RESOURCES],
        (13, 2, 3),
        HOME_TEXTS,
        prepare=keep_a_cabin,
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
    "deleting a home": Walk(
        lambda scene: manage_home(scene.hass, scene.entry, choose("delete")),
        [lambda _: {"confirm": True}],
        [LOGIN, MONEY, *DELETE_HOME],
        (0, 0, 0),
        HOME_TEXTS,
    ),
    "a new device": Walk(
        lambda scene: start_subentry(scene.hass, scene.entry, "device"),
        [lambda _: {}, lambda _: {"resource_type": "hvac"}],
        [LOGIN, RESOURCES, *REGISTER_DEVICE],
        (1, 1, 3),
        DEVICE_TEXTS,
    ),
    "a new vehicle": Walk(
        lambda scene: start_subentry(scene.hass, scene.entry, "device"),
        [lambda _: {}, lambda _: {"resource_type": "vehicle"}],
        [LOGIN, RESOURCES, A_RESOURCE, ("POST", "/users/[^/]+/vehicles$")],
        (1, 1, 3),
        DEVICE_TEXTS,
    ),
    "a device that is taken over": Walk(
        lambda scene: start_subentry(scene.hass, scene.entry, "device"),
        [lambda _: {}, lambda _: {"resource_type": "hvac", "registered": LEFT}],
        [LOGIN, RESOURCES, A_RESOURCE],
        (1, 1, 3),
        DEVICE_TEXTS,
        prepare=leave_over,
    ),
    "a device of another type": Walk(
        lambda scene: change_device(scene.hass, scene.entry, "device-charger"),
        [lambda _: {"more": {"reported": True, "resource_type": "hvac"}}],
        [LOGIN, *REGISTER_DEVICE],
        (1, 1, 2),
        DEVICE_TEXTS,
    ),
    "the same account": Walk(
        lambda scene: reconfigure(scene.hass, scene.entry),
        [lambda scene: answers_about(scene.spark)],
        ACCESS,
        (1, 1, 2),
        ACCOUNT_TEXTS,
        answer,
    ),
    "signing in again": Walk(
        sign_in_again,
        [lambda _: {"client_secret": "demo-secret"}],
        ACCESS,
        (1, 1, 2),
        ACCOUNT_TEXTS,
        answer,
    ),
    "a move to another Spark": Walk(
        lambda scene: reconfigure(scene.hass, scene.entry),
        [lambda scene: answers_about(scene.other), lambda _: {"consent": True}],
        [*ACCESS, *REGISTER_HOME, *REGISTER_DEVICE],
        (1, 1, 2),
        ACCOUNT_TEXTS,
        answer,
        spark=lambda scene: scene.other,
    ),
}
