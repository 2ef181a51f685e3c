"""Price areas: what is known about each of Spark's names."""

# Specified: the names. The zones are those of the countries that the areas lie in.
_ZONES = {"NO": "Europe/Oslo", "SE": "Europe/Stockholm", "DK": "Europe/Copenhagen", "FI": "Europe/Helsinki"}


def zone_name(price_area: str) -> str | None:
    """Return the IANA name of the zone in which an area counts its days, None where nobody knows.

    Assumed: a price curve's day runs from local midnight to local midnight there.
    """
    return _ZONES.get(price_area[:2].upper())
