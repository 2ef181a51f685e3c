"""What a person may have mistyped, and what is nobody's business to refuse."""

import pytest

from custom_components.volue_spark.spark.meter_points import Doubt, doubt_about

NORWEGIAN = "7070575000" + "1234567"
SWEDISH = "735999" + "12345678901"


def last_digit(digits: str) -> str:
    """Return GS1's check digit, found by trying: the one that makes the weighted sum a multiple of ten."""
    threefold, once = digits[::2], digits[1::2]
    rest = sum(map(int, threefold)) * 3 + sum(map(int, once))
    [fits] = [last for last in range(10) if (rest + last) % 10 == 0]
    return str(fits)


@pytest.mark.parametrize("country", ["NO", "SE", None])
@pytest.mark.parametrize(
    "digits",
    # GS1's rule is the same for all its numbers: two bar codes from the shelf, one of nothing but zeros.
    ["5901234123457".zfill(18), "4006381333931".zfill(18), "0" * 18, NORWEGIAN + last_digit(NORWEGIAN)],
)
def test_a_right_check_digit_leaves_no_doubt(digits: str, country: str | None) -> None:
    """A warning about a right number would teach people to ignore warnings."""
    assert doubt_about(digits, country) is None


@pytest.mark.parametrize("first", [NORWEGIAN, SWEDISH])
def test_of_ten_last_digits_one_is_right(first: str) -> None:
    """Any single digit that was mistyped is found."""
    doubts = {last: doubt_about(first + last, "SE") for last in "0123456789"}
    assert [last for last, doubt in doubts.items() if doubt is None] == [last_digit(first)]
    assert set(doubts.values()) == {None, Doubt.CHECK_DIGIT}


def test_neighbours_that_changed_places_are_found() -> None:
    """A common mistake; GS1's rule misses it only where the two differ by five."""
    right = NORWEGIAN + last_digit(NORWEGIAN)
    swapped = right[:11] + right[12] + right[11] + right[13:]
    assert doubt_about(swapped, "NO") is Doubt.CHECK_DIGIT


@pytest.mark.parametrize(
    "meter_point_id",
    [
        "",
        "7",
        "0" * 17,
        "0" * 19,
        "0" * 32,
        "00000000 000000000",
        " " + "0" * 17,
        "0" * 17 + "x",
        "\u0660" * 18,
        "\u00b2" * 18,
        "-" + "0" * 17,
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    ],
    ids=ascii,
)
@pytest.mark.parametrize("country", ["NO", None])
def test_anything_but_eighteen_digits_is_doubted(meter_point_id: str, country: str | None) -> None:
    """Digits of other scripts look right to Python and to nobody else; blanks are taken out before."""
    assert doubt_about(meter_point_id, country) is Doubt.LENGTH


@pytest.mark.parametrize("meter_point_id", [SWEDISH + last_digit(SWEDISH), SWEDISH + "x", SWEDISH, "735999"])
def test_in_norway_such_a_number_is_that_of_the_meter(meter_point_id: str) -> None:
    """It is printed on the meter, so it is what people find first; it pays nobody."""
    assert doubt_about(meter_point_id, "NO") is Doubt.METER_NUMBER


def test_in_sweden_the_same_number_is_a_meter_point() -> None:
    """All Swedish ones begin like that."""
    right = SWEDISH + last_digit(SWEDISH)
    assert doubt_about(right, "SE") is None
    assert doubt_about(right, None) is None
    assert doubt_about(right[:-1], "SE") is Doubt.LENGTH
