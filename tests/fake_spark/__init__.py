"""A local Spark, written from the documented facts alone.

It shares no line with the integration: a second, independent reading of the
API, so that one mistake cannot cancel itself out.
"""

from .exchanges import Exchange, SeenRequest
from .faults import Fault
from .mischief import Mischief
from .server import FakeSpark
from .state import Coordinates, Delivery, Enrollment, Location, Report, Resource, StoredEvent, Usage, User, Webhook

__all__ = [
    "Coordinates",
    "Delivery",
    "Enrollment",
    "Exchange",
    "FakeSpark",
    "Fault",
    "Location",
    "Mischief",
    "Report",
    "Resource",
    "SeenRequest",
    "StoredEvent",
    "Usage",
    "User",
    "Webhook",
]
