"""How each problem is mended, from Home Assistant's repairs."""

from homeassistant.components.repairs import RepairsFlow
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..problems.issues import ProblemKey
from .controlled import ControlledEntityFix
from .device_home import DeviceHomeFix
from .entity import BlindVehicleFix, LateCounterFix, PresenceFix, UsageSensorFix
from .fix import Fix
from .home_left import HomeLeftFix
from .meter_point import MeterPointFix
from .push import PushFix
from .rated_power import RatedPowerFix
from .registration import RegistrationFix
from .reports import RejectedFix, UncertainFix, UnknownFix
from .reports_lost import ReportsLostFix
from .sensors import HousePowerFix, TemperatureFix

FIXES: dict[str, type[Fix]] = {
    ProblemKey.MISSING_METER_POINT: MeterPointFix,
    ProblemKey.USAGE_SENSOR_GONE: UsageSensorFix,
    ProblemKey.CONTROLLED_ENTITY_GONE: ControlledEntityFix,
    ProblemKey.HOME_GONE: DeviceHomeFix,
    ProblemKey.HOME_NOT_REGISTERED: RegistrationFix,
    ProblemKey.PRESENCE_ENTITY_GONE: PresenceFix,
    ProblemKey.TEMPERATURE_SENSOR_GONE: TemperatureFix,
    ProblemKey.HOUSE_SENSOR_GONE: HousePowerFix,
    ProblemKey.PRESENCE_UNKNOWN: BlindVehicleFix,
    ProblemKey.LATE_COUNTER: LateCounterFix,
    ProblemKey.TOO_MUCH: RatedPowerFix,
    ProblemKey.REPORT_UNCERTAIN: UncertainFix,
    ProblemKey.REPORTS_UNKNOWN: UnknownFix,
    ProblemKey.REPORT_REJECTED: RejectedFix,
    ProblemKey.PUSH_UNWELL: PushFix,
    "home_left_at_spark": HomeLeftFix,
    "reports_lost": ReportsLostFix,
}


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow that mends an issue of ours."""
    issue = ir.async_get(hass).issues[DOMAIN, issue_id]
    return FIXES[str(issue.translation_key)]()
