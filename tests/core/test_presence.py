"""Which hours of a vehicle count."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.volue_spark.spark.models import ResourceId
from custom_components.volue_spark.spark.presence import Presence, at_home, without_charged
from custom_components.volue_spark.spark.proof import Proof, Unproved
from custom_components.volue_spark.spark.running import Run, Runs

TEN = datetime(2030, 6, 10, 10, tzinfo=UTC)
ELEVEN = TEN + timedelta(hours=1)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
AWAKE = Runs((Run(TEN - DAY, TEN + DAY),))
CAR, CHARGER = ResourceId("car"), ResourceId("charger")


def since(hours: float, *, is_home: bool | None) -> Presence:
    """Return where the car was from some hours after ten on."""
    return Presence(TEN + timedelta(hours=hours), is_home)


@pytest.mark.parametrize(
    ("known", "proved"),
    [
        ([since(-1, is_home=True)], 7.0),
        ([since(0, is_home=True)], 7.0),
        ([since(-1, is_home=False), since(-0.5, is_home=True), since(1, is_home=False)], 7.0),
        ([since(-1, is_home=True), since(0.9, is_home=False)], Unproved.AWAY),
        ([since(-1, is_home=False), since(0.1, is_home=True)], Unproved.AWAY),
        ([since(-1, is_home=None), since(0.1, is_home=True)], Unproved.PRESENCE_UNKNOWN),
        ([since(-1, is_home=True), since(0.1, is_home=None), since(0.2, is_home=True)], Unproved.PRESENCE_UNKNOWN),
        ([since(0.1, is_home=True)], Unproved.PRESENCE_UNKNOWN),
        ([], Unproved.PRESENCE_UNKNOWN),
    ],
    ids=[
        "home",
        "just home",
        "home meanwhile",
        "left",
        "came",
        "lost before",
        "lost meanwhile",
        "late",
        "nobody knows",
    ],
)
def test_an_hour_counts_if_the_car_was_at_home_throughout(known: list[Presence], proved: Proof) -> None:
    """What it charges elsewhere is another household's."""
    assert at_home({TEN: 7.0}, known, AWAKE) == {TEN: proved}


def test_what_is_not_proved_stays_so_at_home() -> None:
    """The reason that a person can mend is the one to show."""
    assert at_home({TEN: Unproved.NOT_RUNNING}, [since(-1, is_home=True)], AWAKE) == {TEN: Unproved.NOT_RUNNING}
    assert at_home({TEN: Unproved.NOT_RUNNING}, [since(-1, is_home=False)], AWAKE) == {TEN: Unproved.AWAY}
    assert at_home({TEN: Unproved.NOT_RUNNING}, [], AWAKE) == {TEN: Unproved.NOT_RUNNING}


def test_nobody_saw_a_car_while_home_assistant_did_not_run() -> None:
    """It may have charged elsewhere, and be back."""
    slept = Runs((Run(TEN - DAY, TEN + 0.1 * HOUR), Run(TEN + 0.6 * HOUR, TEN + DAY)))
    assert at_home({TEN: 7.0}, [since(-1, is_home=True)], slept) == {TEN: Unproved.PRESENCE_UNKNOWN}


def test_an_hour_in_which_both_draw_is_the_chargers() -> None:
    """It is the same energy; told twice it would be paid twice."""
    proofs: dict[ResourceId, dict[datetime, Proof]] = {
        CAR: {TEN: 7.0, ELEVEN: 3.0},
        CHARGER: {TEN: 7.2, ELEVEN: 0.0},
    }
    found = without_charged(proofs, {CAR: frozenset({CHARGER})})
    assert found == {CAR: {TEN: Unproved.CHARGER_COUNTS, ELEVEN: 3.0}, CHARGER: proofs[CHARGER]}


def test_a_charger_of_which_nothing_is_known_takes_no_hour() -> None:
    """The car's own counter is then the only proof."""
    proofs: dict[ResourceId, dict[datetime, Proof]] = {CAR: {TEN: 7.0}, CHARGER: {TEN: Unproved.NOT_AVAILABLE}}
    assert without_charged(proofs, {CAR: frozenset({CHARGER})})[CAR] == {TEN: 7.0}
    assert without_charged({CAR: {TEN: 7.0}}, {CAR: frozenset({CHARGER})})[CAR] == {TEN: 7.0}
    assert without_charged({CAR: {TEN: 7.0}}, {})[CAR] == {TEN: 7.0}


def test_what_a_wallbox_draws_for_itself_takes_no_hour() -> None:
    """Its lamp burns while the car hangs at a plain socket."""
    proofs: dict[ResourceId, dict[datetime, Proof]] = {CAR: {TEN: 2.0}, CHARGER: {TEN: 0.004}}
    assert without_charged(proofs, {CAR: frozenset({CHARGER})})[CAR] == {TEN: 2.0}


def test_the_last_of_a_charge_is_the_chargers_too() -> None:
    """However little it is, it flowed once."""
    proofs: dict[ResourceId, dict[datetime, Proof]] = {CAR: {TEN: 0.04}, CHARGER: {TEN: 0.04}}
    assert without_charged(proofs, {CAR: frozenset({CHARGER})})[CAR] == {TEN: Unproved.CHARGER_COUNTS}
