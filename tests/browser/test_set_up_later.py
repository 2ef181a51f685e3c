"""What comes after the set-up: changes, the farewell, and a second beginning. Goes on where test_set_up ended."""

from playwright.sync_api import expect
import pytest

from .bare_home import NEW_SECRET, BareHome
from .integration_page import IntegrationPage
from .setup_pages import Account, SetUpPages
from .walk import CHARGER, HOME, TANK, add_device, set_up, sign_in

WISH, SWITCH = "binary_sensor.hot_water_tank_use_power_now", "switch.hot_water_tank"
TEST_EVENT = "button.demo_home_send_a_test_event"


@pytest.fixture(scope="module", autouse=True)
def is_set_up(bare_home: BareHome, homeowner: SetUpPages, account: Account, integration: IntegrationPage) -> None:
    """Walk through the set-up where this file runs alone."""
    if not bare_home.entries():
        set_up(homeowner, account)
        integration.open()
        integration.add_device()
        add_device(homeowner, TANK, "Hot water tank")
    integration.open()


def test_a_new_secret_brings_the_account_back(
    homeowner: SetUpPages, integration: IntegrationPage, bare_home: BareHome
) -> None:
    """Whoever makes a new secret in the Spark Portal must not have to set anything up again."""
    bare_home.change_secret()
    integration.attend("Spark no longer accepts the secret")
    homeowner.answer("client_secret", NEW_SECRET)
    homeowner.send()
    homeowner.done("successful")
    bare_home.is_in_state("loaded")
    integration.of_account("Reconfigure")
    homeowner.arrive("Your Spark account")
    homeowner.answer("client_secret", NEW_SECRET)
    homeowner.send()
    homeowner.done("successful")
    bare_home.is_in_state("loaded")


def test_a_paused_home_switches_nothing_until_it_is_resumed(
    homeowner: SetUpPages, integration: IntegrationPage, bare_home: BareHome
) -> None:
    """Guests are there, or the tank is repaired: the household decides, and nothing is lost by it."""
    integration.manage(HOME, "Manage home")
    homeowner.choose("Pause: switch nothing, go on reporting")
    homeowner.done("successful")
    bare_home.act("button.press", TEST_EVENT)
    bare_home.turns_to(WISH, "on")
    bare_home.turns_to(SWITCH, "off")
    integration.manage(HOME, "Manage home")
    homeowner.choose("Resume: let the devices follow again")
    homeowner.done("successful")
    bare_home.turns_to(SWITCH, "on")


def test_what_is_deleted_here_stays_at_spark_and_home_assistant_says_so(
    homeowner: SetUpPages, integration: IntegrationPage, bare_home: BareHome
) -> None:
    """Deleting it there would forfeit the month's money; whoever does not know that it stays cannot delete it."""
    before = bare_home.at_spark()
    integration.delete(CHARGER)
    expect(integration.rows()).to_have_count(2)
    integration.delete_account()
    assert bare_home.entries() == []
    said = integration.notification()
    expect(said.filter(has_text="Your home is still registered at Volue Spark")).to_contain_text(HOME)
    assert bare_home.at_spark() == before


def test_a_second_beginning_takes_everything_over(
    homeowner: SetUpPages, integration: IntegrationPage, bare_home: BareHome, account: Account
) -> None:
    """Whoever reinstalls and registers anew loses the month, and Spark counts each device twice."""
    before = bare_home.at_spark()
    sign_in(homeowner, account._replace(secret=NEW_SECRET))
    homeowner.submit(then="Homes that Spark knows")
    homeowner.has_chosen("Charger, Hot water tank · …0101")
    homeowner.submit(then="Take over this home")
    homeowner.agree()
    homeowner.submit(then="Add a device")
    add_device(homeowner, CHARGER, "Charger", "Charger …")
    integration.open()
    integration.add_device()
    add_device(homeowner, TANK, "Hot water tank", "Hot water tank …")
    expect(integration.rows()).to_have_count(3)
    assert bare_home.at_spark() == before
    adopted = {device["unique_id"] for device in bare_home.subentries("device")}
    assert adopted == before["resources"].keys()
