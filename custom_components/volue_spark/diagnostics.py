"""All that a maintainer needs to follow what happened, without a word that says whose home it is.

What is told is named here one by one, so that a setting added later is not told
by accident; then every id that is known is replaced, wherever it stands.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .connection import environment_of
from .const import CONF_ENVIRONMENT, CONF_PUSH, CONF_SPOT_PRICE_ENTITY_ID
from .coordinator import SparkCoordinator
from .curves_told import curves_told
from .data import SparkConfigEntry, SparkData
from .following import Following
from .homes import Device, Home, devices, homes
from .owned import Possessions, account_of, owned
from .push.push import Push
from .reporting.entry import Delivery, LedgerEntry
from .spark import wire
from .spark.exchanges import Exchange, Exchanges
from .spark.masks import masked, short_names, without_ids

_SECRETS = (CONF_CLIENT_ID, CONF_CLIENT_SECRET)

type Told = dict[str, Any]


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: SparkConfigEntry) -> Told:
    """Return what is configured, and what runs where the account is loaded."""
    data = entry.runtime_data if entry.state is ConfigEntryState.LOADED else None
    possessions = (await owned(hass)).of(account_of(entry))
    told = {
        "account": _account(entry),
        "homes": [_home(home) for home in homes(entry).values()],
        "devices": [_device(device) for device in devices(entry)],
        "registered": _registered(possessions),
        **(_running(data, dt_util.utcnow()) if data else {}),
    }
    secrets = {entry.data[key]: f"[{key}]" for key in _SECRETS}
    return masked(told, short_names(_ids(entry, possessions, data)) | secrets)


def _ids(entry: SparkConfigEntry, possessions: Possessions, data: SparkData | None) -> Iterator[tuple[str, str]]:
    """Yield (kind, id) of all that is known: what is configured first, so that its numbers are the small ones."""
    for home in homes(entry).values():
        yield from wire.ids_in({"user": wire.user_request(home.location.user_id)})
        yield from wire.ids_in(wire.location_request(home.location))
    for device in devices(entry):
        yield from wire.ids_in(wire.resource_request(device.resource))
    for owned_home in possessions.homes.values():
        yield from (("user", owned_home.user_id), ("location", owned_home.location_id))
    yield from (("resource", resource_id) for resource_id in possessions.resources)
    for settled in data.reporter.ledger.entries.values() if data else ():
        yield from wire.ids_in(settled.body)
        yield from (("resource", resource_id) for resource_id in settled.proofs)
        if (delivery := settled.delivery) and delivery.report_id:
            yield "report", delivery.report_id


def _account(entry: ConfigEntry[SparkData]) -> Told:
    return {
        CONF_ENVIRONMENT: entry.data[CONF_ENVIRONMENT],
        "api": environment_of(entry.data).api_url,
        "login": environment_of(entry.data).token_url,
        "state": entry.state.value,
        "reason": entry.reason,
        "disabled_by": entry.disabled_by,
        CONF_SPOT_PRICE_ENTITY_ID: entry.options.get(CONF_SPOT_PRICE_ENTITY_ID),
        CONF_PUSH: entry.options.get(CONF_PUSH, False),
    }


def _home(home: Home) -> Told:
    return {
        "user": home.location.user_id,
        "location": home.location.location_id,
        "meter_points": len(home.location.meter_point_ids),
        "has_coordinates": home.location.coordinates is not None,
        "is_paused": home.is_paused,
        "has_left": home.has_left,
        "house_limit_kw": home.house_limit_kw,
    }


def _device(device: Device) -> Told:
    return {
        "resource": device.resource.resource_id,
        "type": device.resource.resource_type,
        "location": device.resource.location_id,
        "names_a_meter_point": device.resource.meter_point_id is not None,
        "usage_entity_id": device.usage_entity_id,
        "control_entity_id": device.control_entity_id,
        "rated_power_kw": device.rated_power_kw,
        "stated_power_kw": device.stated_power_kw,
        "presence_entity_id": device.presence_entity_id,
        "is_reported": device.is_reported,
        "following": device.following and _following(device.following),
    }


def _following(following: Following) -> Told:
    """Return the rule; what a person's own actions do is nobody's business."""
    switching, wear, waiting = following.switching, following.wear, following.waiting
    return {
        "how": switching.how,
        "run": switching.run,
        "wait": switching.wait,
        "patience": str(switching.patience),
        "least_delta": following.fit.least_delta,
        "shortest": str(following.fit.shortest),
        "least_on": str(wear.least_on),
        "least_off": str(wear.least_off),
        "starts_a_day": wear.starts_a_day,
        "is_measured_in_degrees": following.temperature_entity_id is not None,
        "waiting": waiting
        and {
            "most": str(waiting.most),
            "ready_by": str(waiting.ready_by),
            "needs": str(waiting.needs),
            "floor": waiting.comfort and waiting.comfort.floor,
            "hot": waiting.comfort and waiting.comfort.hot,
            "hot_every": waiting.comfort and str(waiting.comfort.hot_every),
        },
    }


def _registered(possessions: Possessions) -> Told:
    """Return what we have at Spark, and what of it has no device any more."""
    return {
        "homes": list(possessions.homes),
        "resources": {
            resource.resource_id: {"retired_at": _instant(resource.retired_at)}
            for resource in possessions.resources.values()
        },
    }


def _running(data: SparkData, now: datetime) -> Told:
    coordinator, reporter = data.coordinator, data.reporter
    return {
        "now": now.isoformat(),
        "token": {"renewed_in_seconds": coordinator.client.token_renewed_in},
        "poll": _poll(coordinator),
        "push": _push(data.push),
        "control": {device.resource.resource_id: _control(data, device, now) for device in coordinator.devices},
        **curves_told(coordinator.data, now),
        "reports_since": reporter.ledger.since.isoformat(),
        "reports_cannot_be_written": reporter.is_blocked,
        "reports": {event_id: _report(settled) for event_id, settled in reporter.ledger.entries.items()},
        "earnings": {
            location_id: {
                "active": earned.active,
                "blocked": earned.blocked,
                "currency": earned.currency,
                "problems": list(earned.problems),
            }
            for location_id, earned in reporter.earnings.by_location.items()
        },
        **_requests(coordinator.client.exchanges),
    }


def _poll(coordinator: SparkCoordinator) -> Told:
    error = coordinator.last_exception
    return {
        "last_contact": coordinator.last_contact.isoformat() if coordinator.last_contact else None,
        "is_successful": coordinator.last_update_success,
        "last_error": str(error) if error else None,
        "interval_seconds": coordinator.update_interval.total_seconds() if coordinator.update_interval else None,
    }


def _push(push: Push) -> Told:
    """Return how Spark reaches us: who knows the address can call it, so it is nobody's business."""
    return {
        "state": push.state,
        "last": push.last.isoformat() if push.last else None,
        "unwell_since": push.unwell_since.isoformat() if push.unwell_since else None,
        "is_registered": push.is_registered,
        "is_cloud_hook": push.keeper.memory.is_cloud,
        "is_proved": push.notified.is_proved,
    }


def _control(data: SparkData, device: Device, now: datetime) -> Told:
    memory, hold = data.controls.memory_of(device.key), data.controls.memory_of(device.key).hold
    controller = data.controls.by_key.get(device.key)
    return {
        "is_controlled": controller is not None,
        "reason": controller.decision(now).reason if controller else None,
        "is_following": memory.is_following,
        "aside_until": memory.aside_until.isoformat() if memory.aside_until else None,
        "hold": hold
        and {
            "entity_id": hold.entity_id,
            "task": hold.task,
            "found": hold.found,
            "has_obeyed": hold.expected is not None,
            "is_given_up": hold.is_given_up,
            "until": hold.until.isoformat(),
        },
    }


def _report(settled: LedgerEntry) -> Told:
    return {
        "settlement": settled.settlement,
        "at": _instant(settled.at),
        "hours": {
            resource_id: {hour.isoformat(): proof for hour, proof in hours.items()}
            for resource_id, hours in settled.proofs.items()
        },
        "attempts": settled.attempts,
        "again_at": _instant(settled.again_at),
        "sensors": settled.sensors,
        "deadlines": settled.deadlines
        and {
            "decided_by": settled.deadlines.decided_by.isoformat(),
            "last_call": settled.deadlines.last_call.isoformat(),
        },
        "delivery": settled.delivery and _delivery(settled.delivery),
        "body": settled.body,
    }


def _delivery(delivery: Delivery) -> Told:
    """Return an attempt; Spark's words may quote ids that nobody knows."""
    answer = delivery.answer if delivery.report_id else without_ids(delivery.answer or "", {})
    return asdict(delivery) | {"at": _instant(delivery.at), "answer": answer}


def _requests(exchanges: Exchanges) -> Told:
    """Return the last requests, newest last, how many of each kind are among them, and how many there were a day."""
    return {
        "requests": [_request(exchange) for exchange in exchanges],
        "requests_by_utc_day": {day.isoformat(): count for day, count in exchanges.per_day.items()},
        "requests_by_path": dict(Counter(f"{exchange.method} {exchange.path}" for exchange in exchanges)),
    }


def _request(exchange: Exchange) -> Told:
    return {
        "at": _instant(exchange.at),
        "method": exchange.method,
        "path": exchange.path,
        "status": exchange.status,
        "milliseconds": round(1000 * exchange.seconds),
    }


def _instant(seconds: float | None) -> str | None:
    """Return seconds since 1970 as text."""
    return None if seconds is None else dt_util.utc_from_timestamp(seconds).isoformat()
