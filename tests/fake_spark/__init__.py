"""A local Spark, written from the documented facts alone.

It shares no line with the integration: a second, independent reading of the
API, so that one mistake cannot cancel itself out.
"""

from .exchanges import Exchange, SeenRequest
from .faults import Fault
from .server import FakeSpark
from .state import Coordinates, Enrollment, Location, Report, Resource, StoredEvent, Usage, User

__all__ = [
    "Coordinates",
    "Enrollment",
    "Exchange",
    "FakeSpark",
    "Fault",
    "Location",
    "Report",
    "Resource",
    "SeenRequest",
    "StoredEvent",
    "Usage",
    "User",
]
