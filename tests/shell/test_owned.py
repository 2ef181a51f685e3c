"""What is ours at Spark stays known, whatever happens to the file; what is not known is never ours."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark.owned import NOTHING, Owned, OwnedHome, OwnedResource, account_of, owned
from custom_components.volue_spark.spark.models import LocationId, ResourceId, UserId
from custom_components.volue_spark.stores import NotWrittenError

HOME = OwnedHome(LocationId("location-1"), UserId("user-1"), "Test home", 1_772_600_000.5)
CABIN = OwnedHome(LocationId("location-2"), UserId("user-2"), "Cabin", 0)
TANK = OwnedResource(ResourceId("resource-1"), UserId("user-1"), LocationId("location-1"), "Tank", "sensor.tank")
CAR = OwnedResource(ResourceId("resource-2"), UserId("user-1"), LocationId("location-1"), "Car", None, 1_772_600_000)
# What the file holds of HOME and TANK.
WRITTEN_HOME = {"location_id": "location-1", "user_id": "user-1", "title": "Test home", "placed_at": 1_772_600_000.5}
WRITTEN_TANK = {
    "resource_id": "resource-1",
    "user_id": "user-1",
    "location_id": "location-1",
    "title": "Tank",
    "usage_entity_id": "sensor.tank",
    "retired_at": None,
}


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Let Home Assistant write real files: what is in the way of them is what is tested here."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give Home Assistant a folder of this test's own."""
    return str(tmp_path)


@dataclass
class File:
    """The file in which it is written down."""

    path: Path

    def text(self) -> str:
        """Return what is in it."""
        return self.path.read_text()

    def write(self, content: str) -> None:
        """Put something into it."""
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_text(content)

    def put_aside(self) -> int:
        """Return how many broken ones were put aside."""
        return len(list(self.path.parent.glob("*.corrupt.*")))

    def lose_the_disk(self) -> None:
        """Let no write succeed any more: a folder is in its way."""
        self.path.unlink()
        self.path.mkdir()


@pytest.fixture
def file(tmp_path: Path) -> File:
    """Return the file, which is not there yet."""
    return File(tmp_path / ".storage" / "volue_spark.registered")


def stored(data: object) -> str:
    """Return the content of a file that holds this."""
    return json.dumps({"version": 1, "minor_version": 1, "key": "volue_spark.registered", "data": data})


async def after_a_restart(hass: HomeAssistant) -> Owned:
    """Return what the next start reads."""
    found = Owned(hass)
    await found.load()
    return found


async def test_what_is_ours_survives_a_restart(hass: HomeAssistant) -> None:
    """Forgotten, it could never be deleted, and its last hours would never be reported."""
    before = await after_a_restart(hass)
    for account, thing in (("mine", HOME), ("mine", TANK), ("mine", CAR), ("another", CABIN)):
        await before.keep(account, thing)
    after = await after_a_restart(hass)
    assert (after.of("mine").homes, after.of("another").homes) == ({"location-1": HOME}, {"location-2": CABIN})
    assert after.of("mine").resources == {"resource-1": TANK, "resource-2": CAR}
    assert after.of("a third") == NOTHING


async def test_a_thing_is_forgotten_by_its_id(hass: HomeAssistant) -> None:
    """A title that changed while Spark was asked must not keep what is gone there."""
    ours = await after_a_restart(hass)
    for thing in (HOME, CABIN, TANK, CAR):
        await ours.keep("mine", thing)
    await ours.keep("mine", OwnedHome(HOME.location_id, HOME.user_id, "Another title", 5))
    await ours.forget("mine", HOME, CAR)
    left = (await after_a_restart(hass)).of("mine")
    assert (left.homes, left.resources) == ({"location-2": CABIN}, {"resource-1": TANK})


async def test_an_account_is_disowned_alone(hass: HomeAssistant, file: File) -> None:
    """Whoever leaves one account keeps the other."""
    ours = await after_a_restart(hass)
    await ours.keep("mine", HOME)
    await ours.keep("another", CABIN)
    await ours.disown("mine")
    assert (ours.of("mine"), set(ours.of("another").homes)) == (NOTHING, {"location-2"})
    assert list(json.loads(file.text())["data"]) == ["another"]


async def test_two_flows_at_once_lose_nothing_to_each_other(hass: HomeAssistant) -> None:
    """The file is written as a whole: the later write must know of the earlier."""
    ours = await after_a_restart(hass)
    await asyncio.gather(ours.keep("mine", HOME), ours.keep("mine", TANK), ours.keep("another", CABIN))
    after = await after_a_restart(hass)
    assert (set(after.of("mine").homes), set(after.of("mine").resources)) == ({"location-1"}, {"resource-1"})
    assert set(after.of("another").homes) == {"location-2"}


async def test_all_accounts_and_flows_share_one_memory(hass: HomeAssistant) -> None:
    """Two of them would write over each other's file."""
    first, second = await asyncio.gather(owned(hass), owned(hass))
    assert first is second


@pytest.mark.parametrize("save", ["keep", "forget", "disown"])
async def test_what_is_not_on_disk_has_not_happened(hass: HomeAssistant, file: File, save: str) -> None:
    """Kept in memory alone, a registration would be nobody's after the next start."""
    ours = await after_a_restart(hass)
    await ours.keep("mine", HOME)
    change: dict[str, Callable[[], Any]] = {
        "keep": lambda: ours.keep("mine", TANK),
        "forget": lambda: ours.forget("mine", HOME),
        "disown": lambda: ours.disown("mine"),
    }
    file.lose_the_disk()
    with pytest.raises(NotWrittenError):
        await change[save]()
    assert (ours.of("mine").homes, ours.of("mine").resources) == ({"location-1": HOME}, {})


async def test_an_id_is_claimed_until_its_flow_ends(hass: HomeAssistant) -> None:
    """What a flow is about to need must not be taken for left over; what it gave up must be."""
    ours = await after_a_restart(hass)
    ours.claim("flow-1", ["location-1"])
    ours.claim("flow-1", ["resource-1"])
    ours.claim("flow-2", ["location-1"])
    assert ours.is_claimed("location-1")
    assert ours.is_claimed("resource-1")
    assert not ours.is_claimed("location-2")
    ours.release("flow-1")
    assert ours.is_claimed("location-1")
    assert not ours.is_claimed("resource-1")
    ours.release("flow-2")
    ours.release("flow-2")
    assert not ours.is_claimed("location-1")


def test_an_account_keeps_its_name_when_it_is_set_up_again() -> None:
    """Removed and added again, it is still the same account at Spark."""
    assert account_of(MockConfigEntry(unique_id="environment and client")) == "environment and client"
    assert account_of(MockConfigEntry(entry_id="only this")) == "only this"


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        '{"data": {}}',
        "null",
        stored({}).replace('"version": 1,', '"version": 2,', 1),
        stored({}).replace('"version": 1,', '"version": 0,', 1),
        stored({}).replace('"version": 1,', '"version": "one",', 1),
    ],
    ids=["a list", "without a version", "null", "a later version", "an earlier version", "no number"],
)
async def test_a_file_that_cannot_be_read_stops_nothing_and_is_not_written_over(
    hass: HomeAssistant, file: File, caplog: pytest.LogCaptureFixture, content: str
) -> None:
    """The home goes on; what the file says may be needed by the version that can read it."""
    file.write(content)
    ours = await owned(hass)
    assert ours.of("mine") == NOTHING
    with pytest.raises(NotWrittenError):
        await ours.keep("mine", HOME)
    with pytest.raises(NotWrittenError):
        await ours.disown("mine")
    assert file.text() == content
    assert caplog.text.count("cannot be read") == 1


async def test_a_file_that_is_no_json_begins_anew(hass: HomeAssistant, file: File) -> None:
    """Home Assistant puts it aside and says so; the next home can be registered."""
    file.write('{"version": 1, "da')
    ours = await owned(hass)
    assert ours.of("mine") == NOTHING
    await ours.keep("mine", HOME)
    assert (await after_a_restart(hass)).of("mine").homes == {"location-1": HOME}
    assert file.put_aside() == 1


@pytest.mark.parametrize(
    ("data", "unread"),
    [
        (["location-1"], 1),
        ("location-1", 1),
        ({"mine": None}, 1),
        ({"mine": ["location-1"]}, 1),
        ({"mine": {"homes": [], "resources": None}}, 1),
        ({"mine": {"homes": {"location-1": WRITTEN_HOME}, "resources": []}}, 1),
        ({"mine": {"homes": ["location-1", None, {}], "resources": [5]}}, 4),
        ({"mine": {"homes": [WRITTEN_HOME | {"placed_at": "location-1"}], "resources": []}}, 1),
        ({"mine": {"homes": [WRITTEN_HOME | {"placed_at": -1}], "resources": []}}, 1),
        ({"mine": {"homes": [WRITTEN_HOME | {"placed_at": 1e300}], "resources": []}}, 1),
        ({"mine": {"homes": [WRITTEN_HOME | {"user_id": ""}], "resources": []}}, 1),
        ({"mine": {"homes": [], "resources": [WRITTEN_TANK | {"resource_id": 7}]}}, 1),
        ({"mine": {"homes": [], "resources": [WRITTEN_TANK | {"retired_at": "soon"}]}}, 1),
    ],
    ids=str,
)
async def test_what_cannot_be_read_is_left_out_with_one_warning_and_without_ids(
    hass: HomeAssistant, file: File, caplog: pytest.LogCaptureFixture, data: Any, unread: int
) -> None:
    """Half an entry must delete nothing at Spark, and a log is pasted into the open."""
    file.write(stored(data))
    ours = await owned(hass)
    assert ours.of("mine") == NOTHING
    [warning] = [record.getMessage() for record in caplog.records if "volue_spark" in record.name]
    assert warning.startswith(f"{unread} entries")
    assert "location-1" not in caplog.text
    await ours.keep("mine", HOME)


async def test_the_rest_of_a_file_is_kept(hass: HomeAssistant, file: File, caplog: pytest.LogCaptureFixture) -> None:
    """One entry that cannot be read says nothing about the others; a later version may know more members."""
    homes = [WRITTEN_HOME | {"colour": "red"}, {"location_id": "location-2"}]
    tank = {key: value for key, value in WRITTEN_TANK.items() if key != "retired_at"}
    file.write(stored({"mine": {"homes": homes, "resources": [tank, None]}, "another": 5}))
    ours = await owned(hass)
    assert (ours.of("mine").homes, ours.of("mine").resources) == ({"location-1": HOME}, {"resource-1": TANK})
    assert "3 entries" in caplog.text
