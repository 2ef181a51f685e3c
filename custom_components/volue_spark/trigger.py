"""Triggers for automations: hours that start, end and come, and a new curve."""

from datetime import timedelta
from typing import Any, cast, override

from homeassistant.const import CONF_OPTIONS, CONF_TARGET
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import Trigger, TriggerActionRunner, TriggerConfig, TriggerNotTriggeredReporter
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .moments.moment import Moment, MomentKind, listen, want_notice
from .subjects import Target

CONF_BEFORE = "before"
_BEFORE = timedelta(minutes=15)
_SCHEMA = vol.Schema({vol.Required(CONF_TARGET): cv.TARGET_FIELDS, vol.Required(CONF_OPTIONS, default=dict): {}})
_COMING_SCHEMA = _SCHEMA.extend(
    {
        vol.Required(CONF_OPTIONS, default=dict): {
            vol.Required(CONF_BEFORE, default=_BEFORE): vol.All(
                cv.positive_time_period, vol.Range(min=timedelta(seconds=1))
            )
        }
    }
)


class SparkTrigger(Trigger):
    """Fires at one kind of moment, for each device and home that is targeted.

    What is missed while Home Assistant is down is told by the account itself,
    once: a trigger only listens.
    """

    kind: MomentKind
    schema = _SCHEMA

    @override
    @classmethod
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        return cast("ConfigType", cls.schema(config))

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Keep whom it is about."""
        super().__init__(hass, config)
        self._options = config.options or {}
        self._target = Target(hass, config.target or {})

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: TriggerNotTriggeredReporter | None = None
    ) -> CALLBACK_TYPE:
        @callback
        def hear(moment: Moment) -> None:
            if self.is_meant(moment) and self._target.means(moment.subject):
                payload = self._payload(moment)
                run_action(payload, f"{self.kind.replace('_', ' ')} of {payload['device']}")

        return listen(self._hass, hear)

    @callback
    def is_meant(self, moment: Moment) -> bool:
        """Tell whether it is the right kind of moment, whoever it is about."""
        return moment.kind is self.kind

    def _payload(self, moment: Moment) -> dict[str, Any]:
        """Return what templates can use, times in the local zone."""
        device, hours = moment.subject.registered(self._hass), moment.hours
        return {
            "device": device and (device.name_by_user or device.name),
            "device_id": device and device.id,
            "start": dt_util.as_local(hours.start),
            "end": dt_util.as_local(hours.end),
            "delta": hours.delta,
            "currency": hours.currency,
        }


class FavourableHoursStarted(SparkTrigger):
    """More power is wished from now on."""

    kind = MomentKind.FAVOURABLE_STARTED


class FavourableHoursEnded(SparkTrigger):
    """More power is wished no longer."""

    kind = MomentKind.FAVOURABLE_ENDED


class FavourableHoursComing(SparkTrigger):
    """More power will be wished soon."""

    kind = MomentKind.FAVOURABLE_COMING
    schema = _COMING_SCHEMA

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: TriggerNotTriggeredReporter | None = None
    ) -> CALLBACK_TYPE:
        deafen = await super().async_attach_runner(run_action, did_not_trigger)
        unwant = want_notice(self._hass, self._options[CONF_BEFORE])

        @callback
        def detach() -> None:
            unwant()
            deafen()

        return detach

    @callback
    @override
    def is_meant(self, moment: Moment) -> bool:
        return super().is_meant(moment) and moment.before == self._options[CONF_BEFORE]


class HoursToAvoidStarted(SparkTrigger):
    """Less power is wished from now on."""

    kind = MomentKind.AVOID_STARTED


class HoursToAvoidEnded(SparkTrigger):
    """Less power is wished no longer."""

    kind = MomentKind.AVOID_ENDED


class NewCurve(SparkTrigger):
    """Spark has published or changed a price curve."""

    kind = MomentKind.NEW_CURVE


_TRIGGERS = (
    FavourableHoursStarted,
    FavourableHoursEnded,
    FavourableHoursComing,
    HoursToAvoidStarted,
    HoursToAvoidEnded,
    NewCurve,
)


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers by their names."""
    return {trigger.kind.value: trigger for trigger in _TRIGGERS}
