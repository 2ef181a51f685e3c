"""What a person may have mistyped about a meter point id."""

from enum import StrEnum

# Specified: GS1's GSRN, docs/spark-api.md "Meter points".
_LENGTH = 18
_SWEDISH_PREFIX = "735999"
_NORWAY = "NO"


class Doubt(StrEnum):
    """Why an id looks wrong; none of them proves that it is."""

    METER_NUMBER = "meter_number"
    LENGTH = "length"
    CHECK_DIGIT = "check_digit"


def doubt_about(meter_point_id: str, country: str | None) -> Doubt | None:
    """Return what speaks against an id, None where nothing does.

    The id is written without blanks; ``country`` is ISO 3166, None where nobody
    knows. Spark itself takes any string, and its own samples fail the check digit
    (observed): warn, never refuse.
    """
    # Norwegian meters carry such a number; their meter points have another.
    if country == _NORWAY and meter_point_id.startswith(_SWEDISH_PREFIX):
        return Doubt.METER_NUMBER
    if len(meter_point_id) != _LENGTH or not (meter_point_id.isascii() and meter_point_id.isdigit()):
        return Doubt.LENGTH
    return None if _check_digit(meter_point_id[:-1]) == int(meter_point_id[-1]) else Doubt.CHECK_DIGIT


def _check_digit(digits: str) -> int:
    """Return GS1's mod-10 digit: weights 3, 1, 3, … from the right."""
    total = sum(int(digit) * (1 if position % 2 else 3) for position, digit in enumerate(reversed(digits)))
    return -total % 10
