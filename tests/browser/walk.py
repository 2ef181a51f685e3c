"""What the homeowner has, and the parts of the way that are walked more than once."""

from .setup_pages import Account, SetUpPages

# Both fail their check digit, so they are nobody's; only the second takes part at the local Spark.
NOT_YET, ELIGIBLE = "707057500000000000", "707057599900000101"
CHARGER, TANK = "Garage charger", "Hot water tank"
HOME, TAKING_PART = "Demo home", "sensor.demo_home_taking_part"


def sign_in(homeowner: SetUpPages, account: Account) -> None:
    """Fill in the first page."""
    homeowner.add_integration("Volue Spark")
    homeowner.arrive("Your Spark account")
    homeowner.answer("client_id", account.client_id)
    homeowner.answer("client_secret", account.secret)
    homeowner.open_for_developers(account)


def add_device(homeowner: SetUpPages, name: str, *proposed: str) -> None:
    """Choose a device, find its pages filled in, and leave them as they are; its switch has its name."""
    homeowner.choose_device(name)
    homeowner.submit(then="Check the details")
    homeowner.has_chosen(*proposed, name)
    homeowner.submit(then="How it follows")
    homeowner.submit(then="Success")
    homeowner.finish()


def set_up(homeowner: SetUpPages, account: Account) -> None:
    """Walk all of the straight way, as far as the first device."""
    sign_in(homeowner, account)
    homeowner.submit(then="Your home")
    homeowner.answer_meter_point(ELIGIBLE)
    homeowner.agree()
    homeowner.declined()
    homeowner.submit(then="Add a device")
    add_device(homeowner, CHARGER, "Charger")
