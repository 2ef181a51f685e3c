"""The power fails at every await of a round, in turn; the next Home Assistant makes the best of what is on disk."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant import loader
from homeassistant.helpers.storage import Store
import pytest
from pytest_homeassistant_custom_component.common import async_test_home_assistant

from custom_components.volue_spark.const import CONF_PUSH
from custom_components.volue_spark.push.care import Care
from tests.fake_spark import FakeSpark
from tests.shell.conftest import Account
from tests.shell.crash.cut import Cut, bury
from tests.shell.crash.house import end
from tests.shell.push.conftest import MORNING
from tests.shell.push.house import House

HERE, ELSEWHERE = "http://127.0.0.1:1", "http://127.0.0.1:2"


@pytest.fixture
def auto_enable_custom_integrations() -> None:
    """Leave it to each start: there is no Home Assistant yet."""


@pytest.fixture(autouse=True)
def no_ghosts() -> Iterator[None]:
    """Clear away what was cut."""
    yield
    bury()


@dataclass
class Street:
    """What outlives a power cut: the disk, and Spark."""

    spark: FakeSpark
    disk: dict[str, Any]
    freezer: FrozenDateTimeFactory

    @asynccontextmanager
    async def home_assistant(self, url: str = HERE, *, allowed: bool = True) -> AsyncIterator[House]:
        """Start Home Assistant on what is on disk, and let it come to rest; at the end its power is cut."""
        async with async_test_home_assistant() as hass:
            hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
            await hass.config.async_update(external_url=url)
            account = Account(hass, self.spark, options={CONF_PUSH: allowed})
            house = House(account, self.freezer, account.entry())
            try:
                yield house
            finally:
                await end(hass)

    def go_back(self, disk: dict[str, Any]) -> None:
        """Have the disk as it was."""
        self.disk.clear()
        self.disk.update(disk)


@pytest.fixture
def street(
    socket_enabled: None, fake_spark: FakeSpark, hass_storage: dict[str, Any], freezer: FrozenDateTimeFactory
) -> Street:
    """Return a street in which there is no Home Assistant yet."""
    freezer.move_to(MORNING)
    return Street(fake_spark, hass_storage, freezer)


async def nothing(house: House) -> None:
    """Do nothing: the first round is what counts."""


async def rotate(house: House) -> None:
    """Ask for another secret."""
    house.account.hass.async_create_task(house.push.renew_secret(), "volue_spark asked for another secret")


async def withdraw(house: House) -> None:
    """Take the consent back."""
    house.account.hass.config_entries.async_update_entry(house.entry, options={CONF_PUSH: False})


async def move(house: House) -> None:
    """Give Home Assistant another address."""
    await house.account.hass.config.async_update(external_url=ELSEWHERE)


def let_writes_be_waited_for(patch: pytest.MonkeyPatch) -> None:
    """Let the disk take its time: the pretended one has written before anybody waits."""
    at_once = Store.async_save

    async def save(store: Store[Any], data: Any) -> None:
        await asyncio.sleep(0)
        await at_once(store, data)
        await asyncio.sleep(0)

    patch.setattr(Store, "async_save", save)


async def cut_at(
    street: Street, point: int, act: Callable[[House], Awaitable[None]], patch: pytest.MonkeyPatch
) -> dict[str, Any] | None:
    """Cut the power at one of the points of a round; return the disk of then, None where there is no such point."""
    ruins: list[dict[str, Any]] = []
    cut = Cut(point, lambda: ruins.append(deepcopy(street.disk)), is_armed=act is nothing)
    with patch.context() as patched:
        let_writes_be_waited_for(patched)
        patched.setattr(Care, "look", cut.wrapped(Care.look))
        async with street.home_assistant() as house:
            if act is nothing:
                house.account.register()
                house.entry.add_to_hass(house.account.hass)
                await house.account.hass.config_entries.async_setup(house.entry.entry_id)
            else:
                await house.begin()
                cut.is_armed = True
                await act(house)
            await cut.is_over()
    return ruins[0] if cut.is_cut else None


@pytest.mark.parametrize(
    ("act", "url", "allowed", "least"),
    [
        (nothing, ELSEWHERE, True, 10),
        (nothing, HERE, False, 10),
        (rotate, HERE, True, 4),
        (withdraw, HERE, False, 4),
        (move, ELSEWHERE, True, 4),
        (move, ELSEWHERE, False, 4),
    ],
)
async def test_wherever_the_power_fails_there_is_one_webhook_in_the_end_or_none_where_none_is_allowed(
    street: Street,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[House], Awaitable[None]],
    url: str,
    allowed: bool,
    least: int,
) -> None:
    """Two webhooks, one that nobody knows, or a secret that is known on one side only: all lose notifications."""
    for point in count(1):
        street.go_back({})
        street.spark.webhooks.clear()
        disk = await cut_at(street, point, act, monkeypatch)
        if disk is None:
            assert point > least
            return
        street.go_back(disk)
        async with street.home_assistant(url, allowed=allowed) as house:
            await house.begin()
            await house.later(minutes=61)
            kept = house.push.keeper.memory
            found = [(webhook.url, webhook.secret) for webhook in street.spark.webhooks.values()]
            told = f"{url}/api/webhook/{kept.hook_id}"
            assert found == ([(told, kept.secret)] if allowed else []), f"cut at {point}"
            assert kept.is_secret_told is allowed
