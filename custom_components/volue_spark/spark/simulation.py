"""The price curve of a test event: favourable now, and for a while that can be seen."""

from datetime import datetime, timedelta

from .models import CurvePoint, PriceCurve, PriceCurvePayload, Target

# Specified: points start on the hour and last one.
_HOUR = timedelta(hours=1)
_SHORTEST = timedelta(minutes=30)
_DELTA = -0.5
# Specified: the currencies that Spark knows; an area that pays in each of them.
_AREAS = {"NOK": "NO1", "SEK": "SE3", "DKK": "DK1", "EUR": "FI"}


def favourable_now(targets: tuple[Target, ...], currency: str, now: datetime) -> PriceCurvePayload:
    """Return a curve of whole hours with a negative delta for the next 30 to 90 minutes.

    A currency that Spark does not know becomes NOK.
    """
    currency = currency if currency in _AREAS else "NOK"
    start = now.replace(minute=0, second=0, microsecond=0)
    points = [CurvePoint(start, _DELTA)]
    if start + _HOUR - now < _SHORTEST:
        points.append(CurvePoint(start + _HOUR, _DELTA))
    return PriceCurvePayload(targets, PriceCurve(tuple(points), _HOUR, currency), _AREAS[currency])
