"""Where the test areas are, and which meter points take part.

A simplification: the areas' bounding boxes stand in for their outlines.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees, borders included."""

    south: float
    north: float
    west: float
    east: float

    def contains(self, latitude: float, longitude: float) -> bool:
        """Tell whether a point lies inside."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


SVALBARD = Box(south=79.516317, north=79.521975, west=15.961157, east=15.985218)
LONGYEARBYEN = Box(south=78.213683, north=78.220683, west=15.621052, east=15.645162)

# Made up, and nobody's: the last digit of each is not its check digit.
ELIGIBLE_METER_POINTS = frozenset({"707057599900000101", "707057599900000202", "707057599900000304"})


def is_in_test_area(latitude: float, longitude: float) -> bool:
    """Tell whether a point lies in one of the two test areas."""
    return any(box.contains(latitude, longitude) for box in (SVALBARD, LONGYEARBYEN))
