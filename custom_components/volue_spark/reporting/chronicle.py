"""What the logbook is told: what became of each report, and once a month what came of all."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util

from ..alarm import Alarm
from ..const import DOMAIN, EVENT_MONTH, EVENT_REPORT
from ..coordinator import SparkCoordinator
from ..homes import Home
from ..rounds import Rounds
from ..spark import wire
from ..spark.deadlines import month_end, month_start, start_of
from ..spark.models import EventId
from .books import Books
from .earnings import Earnings, month
from .entry import LedgerEntry, Settlement
from .ledger import ReportLedger

_SETTLED = (Settlement.ACCEPTED, Settlement.REJECTED, Settlement.UNCERTAIN, Settlement.TOO_LATE)
# The first of a month, when somebody is up and the report on its last day has left.
_MORNING = timedelta(hours=8)
