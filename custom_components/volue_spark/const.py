"""Names and intervals, each interval with its reason."""

from datetime import timedelta
import logging
from typing import Final

DOMAIN: Final = "volue_spark"
LOGGER = logging.getLogger(__package__)

CONF_ENVIRONMENT: Final = "environment"
CONF_DEVELOPERS: Final = "developers"
CONF_API_URL: Final = "api_url"
CONF_TOKEN_URL: Final = "token_url"  # noqa: S105
ENVIRONMENT_SANDBOX: Final = "sandbox"
ENVIRONMENT_PRODUCTION: Final = "production"
ENVIRONMENT_OTHER: Final = "other"

SUBENTRY_HOME: Final = "home"
SUBENTRY_DEVICE: Final = "device"

CONF_METER_POINT_IDS: Final = "meter_point_ids"
CONF_PLACE: Final = "place"
CONF_CONSENT: Final = "consent"
CONF_CONFIRM: Final = "confirm"
CONF_TAKE_OVER: Final = "take_over"
CONF_USER_ID: Final = "user_id"
CONF_PAUSED: Final = "paused"
CONF_LEFT: Final = "left"
CONF_HOUSE_POWER_ENTITY_ID: Final = "house_power_entity_id"
CONF_HOUSE_LIMIT_KW: Final = "house_limit_kw"
CONF_LOCATION_ID: Final = "location_id"

CONF_DEVICE: Final = "device"
CONF_MORE: Final = "more"
CONF_REGISTERED: Final = "registered"
CONF_HOME: Final = "home"
CONF_RESOURCE_ID: Final = "resource_id"
CONF_RESOURCE_TYPE: Final = "resource_type"
CONF_METER_POINT_ID: Final = "meter_point_id"
CONF_USAGE_ENTITY_ID: Final = "usage_entity_id"
CONF_CONTROL_ENTITY_ID: Final = "control_entity_id"
CONF_FOLLOWING: Final = "following"
CONF_OWN_ACTIONS: Final = "own_actions"
CONF_SPARING: Final = "sparing"
CONF_RATED_POWER_KW: Final = "rated_power_kw"
CONF_PRESENCE_ENTITY_ID: Final = "presence_entity_id"
CONF_REPORTED: Final = "reported"

# Whether Volue may contact this Home Assistant.
CONF_PUSH: Final = "push"
CONF_NEW_SECRET: Final = "new_secret"  # noqa: S105
CONF_SPOT_PRICE_ENTITY_ID: Final = "spot_price_entity_id"

EVENT_REPORT: Final = "volue_spark_report"
EVENT_MONTH: Final = "volue_spark_month"

# What has no owner at Spark can wait this long for being deleted there.
UPKEEP_INTERVAL: Final = timedelta(hours=1)
# A test event is known by its answer, but /events may lag behind it (assumed).
TEST_EVENT_PAUSES: Final = (0, 1, 3)
