"""The message about tomorrow, made from our blueprint."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_capture_events

from tests import blueprints
from tests.fake_spark import FakeSpark
from tests.shell.automations.blueprints.conftest import FollowerStory, home_assistants_demo
from tests.shell.automations.conftest import MINUTE, NOON, curve
from tests.shell.conftest import CHARGER, Account

CALENDAR = "calendar.test_home_favourable_hours"
DAY = 24
# 12:00 UTC is 14:00 in Oslo: ten hours later it is tomorrow.
TOMORROW: dict[float, float] = {DAY + 1: -0.2, DAY + 2: -0.3, DAY + 4: -0.1, DAY + 6: 0.4}


async def begin(story: FollowerStory, account: Account, **inputs: Any) -> None:
    """Make the automation; the charger is measured, so that its hours are worth something."""
    account.entities = {CHARGER: {"usage_entity_id": "sensor.energy"}}
    story.entry = await story.set_up()
    for component in ("persistent_notification", "notify"):
        assert await async_setup_component(story.hass, component, {})
    await story.follow(blueprints.TOMORROW, hours=CALENDAR, **inputs)


def messages(hass: HomeAssistant) -> list[tuple[str, str]]:
    """Return title and text of what stands under the bell."""
    return [(each["title"], each["message"]) for each in hass.data["persistent_notification"].values()]


async def test_a_new_curve_is_told_with_times_and_worth(
    hass: HomeAssistant, follower: FollowerStory, fake_spark: FakeSpark, account: Account
) -> None:
    """In words that need no chart, once."""
    await begin(follower, account)
    curve(fake_spark, TOMORROW)
    await follower.ask()
    await follower.ask()
    text = (
        "15:00\N{EN DASH}17:00 Use power: Charger, \N{MINUS SIGN}0.20 to \N{MINUS SIGN}0.30 NOK/kWh\n"
        "About 3.70 NOK if Charger runs throughout: 7.4 kW for 2 h\n\n"
        "18:00\N{EN DASH}19:00 Use power: Charger, \N{MINUS SIGN}0.10 NOK/kWh\n"
        "About 0.74 NOK if Charger runs throughout: 7.4 kW for 1 h"
    )
    assert messages(hass) == [("Power tomorrow, 11.06.", text)]


async def test_a_revised_curve_takes_the_place_of_the_first(
    hass: HomeAssistant, follower: FollowerStory, fake_spark: FakeSpark, account: Account
) -> None:
    """Two messages that contradict each other help nobody."""
    await begin(follower, account)
    curve(fake_spark, TOMORROW)
    await follower.ask()
    revised = dict.fromkeys(TOMORROW, 0.0) | {DAY + 4: -0.1}
    curve(fake_spark, revised, created_at=NOON + MINUTE)
    await follower.until(1 / 30)
    await follower.ask()
    [(_, text)] = messages(hass)
    assert text.startswith("18:00\N{EN DASH}19:00")


async def test_a_curve_of_today_is_not_told(
    hass: HomeAssistant, follower: FollowerStory, fake_spark: FakeSpark, account: Account
) -> None:
    """A revision of the hours that run says nothing about tomorrow."""
    await begin(follower, account, also_nothing=True)
    curve(fake_spark, {1: -0.2})
    await follower.ask()
    assert messages(hass) == []


async def test_a_day_without_favourable_hours_is_told_to_those_who_want_it(
    hass: HomeAssistant, follower: FollowerStory, fake_spark: FakeSpark, account: Account
) -> None:
    """Most do not: a message that says nothing is switched off together with the next one that does."""
    await begin(follower, account)
    curve(fake_spark, {DAY + 1: 0.2})
    await follower.ask()
    assert messages(hass) == []
    path = "127.0.0.1/tell_me_about_tomorrow.yaml"
    await follower.use(path, hours=CALENDAR, also_nothing=True)
    curve(fake_spark, {DAY + 1: 0.3}, created_at=NOON + MINUTE)
    await follower.until(1 / 30)
    await follower.ask()
    assert [text for _, text in messages(hass)] == ["No favourable hours."]


async def test_whoever_is_chosen_is_told_and_what_is_wanted_is_done(
    hass: HomeAssistant, follower: FollowerStory, fake_spark: FakeSpark, account: Account
) -> None:
    """A phone shows title and text; a loudspeaker reads the same."""
    await home_assistants_demo(hass, "notify")
    told, done = async_capture_events(hass, "notify"), async_capture_events(hass, "read_out")
    also = [{"event": "read_out", "event_data": {"text": "{{ title }}: {{ message }}"}}]
    await begin(follower, account, whom=["notify.notifier"], also_do=also)
    curve(fake_spark, {DAY + 4: -0.1})
    await follower.ask()
    [message] = [event.data for event in told]
    assert message["title"] == "Power tomorrow, 11.06."
    assert message["message"].startswith("18:00")
    assert done[0].data["text"] == f"{message['title']}: {message['message']}"
    assert messages(hass) == []
