"""The action that returns the price curve."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
import voluptuous as vol

from tests.fake_spark import FakeSpark
from tests.shell.automations.conftest import NEVER, Story, curve
from tests.shell.conftest import TANK, Account


async def get(hass: HomeAssistant, **data: Any) -> list[dict[str, Any]]:
    """Call the action; return what it says of each device."""
    response = await hass.services.async_call(
        "volue_spark", "get_price_curve", data, blocking=True, return_response=True
    )
    assert response
    devices: Any = response["devices"]
    return list(devices)


def starts(devices: list[dict[str, Any]]) -> list[list[str]]:
    """Return the local hours in which the intervals start, for each device."""
    return [[row["start"][5:16] for row in device["curve"]] for device in devices]


async def test_every_interval_of_two_days_is_told(hass: HomeAssistant, story: Story, fake_spark: FakeSpark) -> None:
    """A planner needs all there is: from the last midnight, until when it is known, and from which event."""
    event = curve(fake_spark, {-15: 0.9, -14: -0.1, 1: -0.2, 20: 0.4}, currency="SEK")
    await story.begin(NEVER)
    charger, tank = await get(hass)
    assert charger == {
        "device_id": story.target("Charger")["device_id"][0],
        "name": "Charger",
        "known_until": "2026-06-12T00:00:00+02:00",
        "curve": [
            {"start": start, "end": end, "delta": delta, "currency": "SEK", "event_id": event}
            for start, end, delta in [
                ("2026-06-10T00:00:00+02:00", "2026-06-10T01:00:00+02:00", -0.1),
                ("2026-06-10T15:00:00+02:00", "2026-06-10T16:00:00+02:00", -0.2),
                ("2026-06-11T10:00:00+02:00", "2026-06-11T11:00:00+02:00", 0.4),
            ]
        ],
    }
    assert (tank["name"], tank["curve"]) == ("Hot water tank", [])


async def test_devices_are_chosen_by_themselves_or_by_their_home(
    hass: HomeAssistant, story: Story, fake_spark: FakeSpark
) -> None:
    """Each device once, however often it is named."""
    curve(fake_spark, {1: -0.2}, resource=TANK)
    await story.begin(NEVER)
    assert story.entry
    names = {
        name: [device["name"] for device in await get(hass, **story.target(*name.split(", ")))]
        for name in ("Charger", "Hot water tank", "Test home", "Test home, Charger")
    }
    both = ["Charger", "Hot water tank"]
    assert names == {
        "Charger": ["Charger"],
        "Hot water tank": ["Hot water tank"],
        "Test home": both,
        "Test home, Charger": both,
    }
    assert [device["name"] for device in await get(hass, config_entry_id=story.entry.entry_id)] == both


async def test_a_range_is_half_open_and_read_in_local_time(
    hass: HomeAssistant, story: Story, fake_spark: FakeSpark
) -> None:
    """An interval belongs to a range if a part of it lies in it; the editor sends times without a zone."""
    curve(fake_spark, {0: -0.1, 1: -0.2, 2: -0.3, 60: -0.4})
    await story.begin(NEVER)
    charger = story.target("Charger")
    for start, end in [("2026-06-10 14:30:00", "2026-06-10 16:00:00"), ("2026-06-10T12:30Z", "2026-06-10T14:00Z")]:
        assert starts(await get(hass, **charger, start=start, end=end)) == [["06-10T14:00", "06-10T15:00"]]
    assert starts(await get(hass, **charger, start="2026-06-10 15:00:00"))[0][0] == "06-10T15:00"
    assert starts(await get(hass, **charger, end="2026-06-10 15:00:00")) == [["06-10T14:00"]]
    assert starts(await get(hass, **charger, end="2026-06-20")) == [
        ["06-10T14:00", "06-10T15:00", "06-10T16:00", "06-13T02:00"]
    ]


@pytest.mark.parametrize(
    ("start", "end", "key"),
    [
        ("2026-06-10", "2026-06-10", "end_before_start"),
        ("2026-06-11", "2026-06-10", "end_before_start"),
        ("2026-01-01", "2026-06-10", "range_too_long"),
    ],
)
async def test_a_range_that_is_none_is_refused(
    hass: HomeAssistant, story: Story, start: str, end: str, key: str
) -> None:
    """An empty answer would look like a day without wishes."""
    await story.begin(NEVER)
    with pytest.raises(ServiceValidationError) as refused:
        await get(hass, start=start, end=end)
    assert (refused.value.translation_domain, refused.value.translation_key) == ("volue_spark", key)


async def test_what_is_not_ours_or_not_loaded_is_refused(
    hass: HomeAssistant, story: Story, account: Account, device_registry: dr.DeviceRegistry
) -> None:
    """Each with the words that Home Assistant has for it."""
    await story.begin(NEVER)
    assert story.entry
    stranger = device_registry.async_get_or_create(config_entry_id=story.entry.entry_id, identifiers={("x", "y")})
    found = [await refusal(hass, device_id=each) for each in ("made-up", stranger.id)]
    assert found == ["service_device_not_found", "device_without_home"]
    charger = story.target("Charger")
    assert await hass.config_entries.async_unload(story.entry.entry_id)
    assert await refusal(hass, **charger) == "service_config_entry_not_loaded"
    assert await refusal(hass) == "service_config_entry_not_loaded"
    assert await refusal(hass, config_entry_id="made-up") == "service_config_entry_not_found"


async def refusal(hass: HomeAssistant, **data: Any) -> str | None:
    """Return the key of the text with which a call is refused."""
    with pytest.raises(ServiceValidationError) as refused:
        await get(hass, **data)
    return refused.value.translation_key


async def test_the_action_is_there_before_any_account(hass: HomeAssistant) -> None:
    """A script that uses it is valid while the account cannot be loaded."""
    assert await async_setup_component(hass, "volue_spark", {})
    assert hass.services.has_service("volue_spark", "get_price_curve")
    assert await refusal(hass) == "service_found_no_config_entry_for_domain"
    with pytest.raises(vol.Invalid):
        await get(hass, start="soon")
