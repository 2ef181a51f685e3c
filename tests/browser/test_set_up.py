"""The set-up as a homeowner does it: each test goes on where the one before it ended."""

from playwright.sync_api import expect

from .bare_home import BareHome
from .budget import Budget
from .integration_page import IntegrationPage
from .setup_pages import Account, SetUpPages
from .walk import CHARGER, ELIGIBLE, NOT_YET, TAKING_PART, TANK, add_device, sign_in


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


def test_the_home_leads_straight_to_its_devices(
    homeowner: SetUpPages, integration: IntegrationPage, bare_home: BareHome
) -> None:
    """A home without a device earns nothing, and whoever has to search for the next page stops here."""
    homeowner.answer_meter_point(ELIGIBLE)
    homeowner.picture("Your home answered")
    # A real meter point fits its check digit: no homeowner sees this.
    assert "last digit does not fit" in homeowner.declined()
    homeowner.submit(then="Add a device")
    assert len(bare_home.subentries("home")) == 1
    add_device(homeowner, CHARGER, "Charger", "Energy")
    integration.open()
    integration.add_device()
    add_device(homeowner, TANK, "Hot water tank", "Power")
    expect(integration.rows()).to_have_count(3)
    homeowner.picture("Volue Spark")


def test_the_set_up_costs_at_most_eight_pages_and_twelve_answers(budget: Budget) -> None:
    """Every further question loses somebody."""
    print(f"{len(budget.pages)} pages, {len(budget.answers)} answers: {', '.join(budget.answers)}")  # noqa: T201
    assert len(budget.pages) <= 8
    assert len(budget.answers) <= 12
    assert budget.for_developers == ["api_url", "token_url"]


def test_spark_has_everything_once_and_the_home_takes_part(bare_home: BareHome) -> None:
    """A second user or location would share the home's compensation, and a page may have been sent twice."""
    bare_home.turns_to(TAKING_PART, "taking_part")
    found = bare_home.at_spark()
    assert (len(found["users"]), len(found["locations"]), found["is_enrolled"]) == (1, 1, True)
    assert found["locations"][0]["meterPointIds"] == [ELIGIBLE]
    assert sorted(found["resources"].values()) == ["Charger", "HotWaterTank"]
