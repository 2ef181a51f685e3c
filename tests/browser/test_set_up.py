"""The set-up as a homeowner does it: each test goes on where the one before it ended."""

from playwright.sync_api import expect
import pytest

from tests.demo.local_spark import CLIENT_ID, CLIENT_SECRET

from .bare_home import NEW_SECRET, BareHome
from .budget import Budget
from .integration_page import IntegrationPage
from .setup_pages import Account, SetUpPages

# Both fail their check digit, so they are nobody's; only the second takes part at the local Spark.
NOT_YET, ELIGIBLE = "707057500000000000", "707057599900000101"
CHARGER, TANK = "Garage charger", "Hot water tank"
HOME, TAKING_PART = "Demo home", "sensor.demo_home_taking_part"
WISH, TANK_SWITCH = "binary_sensor.hot_water_tank_use_power_now", "switch.hot_water_tank"


@pytest.fixture(scope="module")
def account(bare_home: BareHome) -> Account:
    """Return what the homeowner has from the Spark Portal."""
    return Account(CLIENT_ID, CLIENT_SECRET, bare_home.spark.api_url, bare_home.spark.token_url)


@pytest.fixture(scope="module")
def integration(homeowner: SetUpPages) -> IntegrationPage:
    """Return the integration's page."""
    return IntegrationPage(homeowner)


def sign_in(homeowner: SetUpPages, account: Account) -> None:
    """Fill in the first page."""
    homeowner.add_integration("Volue Spark")
    homeowner.arrive("Your Spark account")
    homeowner.answer("client_id", account.client_id)
    homeowner.answer("client_secret", account.secret)
    homeowner.open_for_developers(account)


def add_device(homeowner: SetUpPages, name: str, *proposed: str) -> None:
    """Choose a device, find its details filled in, and leave them as they are."""
    homeowner.choose_device(name)
    homeowner.submit(then="Check the details")
    homeowner.has_chosen(*proposed)
    homeowner.submit(then="Success")
    homeowner.finish()


def test_a_wrong_secret_is_explained_and_the_right_one_leads_on(homeowner: SetUpPages, account: Account) -> None:
    """Everybody pastes a secret wrongly once; all other answers must still be there then."""
    sign_in(homeowner, account._replace(secret="wrong"))
    assert "declined these credentials" in homeowner.declined()
    homeowner.answer("client_secret", account.secret)
    homeowner.submit(then="Your home")


def test_a_home_that_cannot_take_part_yet_is_said_before_it_is_registered(
    homeowner: SetUpPages, bare_home: BareHome
) -> None:
    """Whoever mistypes a meter point has to find the way back, with nothing left at Spark."""
    homeowner.answer_meter_point(NOT_YET)
    assert "last digit does not fit" in homeowner.declined()
    assert "cannot take part yet" in homeowner.declined()
    homeowner.agree()
    homeowner.submit(then="Your home cannot take part yet")
    assert bare_home.at_spark() == {"users": []}
    homeowner.go_back("Change my answers", to="Your home")


def test_the_home_leads_straight_to_its_devices(homeowner: SetUpPages, integration: IntegrationPage) -> None:
    """A home without a device earns nothing, and whoever has to search for the next page stops here."""
    homeowner.answer_meter_point(ELIGIBLE)
    # A real meter point fits its check digit: no homeowner sees this.
    assert "last digit does not fit" in homeowner.declined()
    homeowner.submit(then="Add a device")
    add_device(homeowner, CHARGER, "Charger", "Energy", CHARGER)
    integration.open()
    integration.add_device()
    add_device(homeowner, TANK, "Hot water tank", "Power", TANK)
    expect(integration.rows()).to_have_count(3)
    homeowner.picture("Volue Spark")


def test_the_set_up_costs_at_most_six_pages_and_twelve_answers(budget: Budget) -> None:
    """Every further question loses somebody."""
    print(f"{len(budget.pages)} pages, {len(budget.answers)} answers: {', '.join(budget.answers)}")  # noqa: T201
    assert len(budget.pages) <= 6
    assert len(budget.answers) <= 12
    assert budget.for_developers == ["api_url", "token_url"]


def test_spark_has_everything_once_and_the_home_takes_part(bare_home: BareHome) -> None:
    """A second user or location would share the home's compensation, and a page may have been sent twice."""
    assert bare_home.turns_to(TAKING_PART, "taking_part")
    found = bare_home.at_spark()
    assert (len(found["users"]), len(found["locations"]), found["is_enrolled"]) == (1, 1, True)
    assert found["locations"][0]["meterPointIds"] == [ELIGIBLE]
    assert sorted(found["resources"].values()) == ["Charger", "HotWaterTank"]
