"""Actions of the integration: the price curve as data, the ledger of reports, a report now, and requests to devices."""

from homeassistant.core import HomeAssistant, SupportsResponse, callback

from ..const import DOMAIN
from . import get_reports, price_curve, report_usage, requests


@callback
def register_services(hass: HomeAssistant) -> None:
    """Offer the actions, whether or not an account is loaded."""
    register, only = hass.services.async_register, SupportsResponse.ONLY
    register(DOMAIN, price_curve.NAME, price_curve.act, price_curve.SCHEMA, supports_response=only)
    register(DOMAIN, get_reports.NAME, get_reports.act, get_reports.SCHEMA, supports_response=only)
    optional = SupportsResponse.OPTIONAL
    register(DOMAIN, report_usage.NAME, report_usage.act, report_usage.SCHEMA, supports_response=optional)
    register(DOMAIN, requests.RUN_FOR, requests.run_for, requests.SCHEMA)
    register(DOMAIN, requests.LEAVE_ALONE, requests.leave_alone, requests.SCHEMA)
