"""Deltas, money and wishes as a person reads them, in Home Assistant's language."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_cached_translations, async_get_translations
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .homes import Device
from .spark.stretches import Stretch
from .spark.timeline import Timeline
from .spark.worth import favourable_hours, worth_of, worth_of_stretch

type Texts = Mapping[str, str]

MINUS = "\N{MINUS SIGN}"
_MINUTE = timedelta(minutes=1)
_ROUND_FROM = 10


async def texts_of(hass: HomeAssistant) -> Texts:
    """Return our texts that stand on no form, by key."""
    found = await async_get_translations(hass, hass.config.language, "common", {DOMAIN})
    return {key.rpartition(".")[2]: text for key, text in found.items()}


def texts_at_hand(hass: HomeAssistant) -> Texts:
    """Return the same without waiting: Home Assistant has read them when it loaded us."""
    found = async_get_cached_translations(hass, hass.config.language, "common", DOMAIN)
    return {key.rpartition(".")[2]: text for key, text in found.items()}


def push_words(state: str | None, texts: Texts) -> str:
    """Return how Spark's notifications reach us, or why they do not; None while the account does not run."""
    return texts[f"push_{state or 'not_running'}"]


def number(amount: float) -> str:
    """Return an amount at or above zero with two decimals, or as many as it takes to be none of 0.00."""
    decimals = next((places for places in range(2, 7) if round(amount, places)), 2)
    return f"{amount:.{decimals}f}"


def signed(delta: float) -> str:
    """Return a delta with its sign."""
    return f"{MINUS if delta < 0 else '+'}{number(abs(delta))}"


def money(amount: float, currency: str) -> str:
    """Return an amount at or above zero as one says it: 12 NOK, 1.18 EUR."""
    return f"{amount:.0f} {currency}" if amount >= _ROUND_FROM else f"{number(amount)} {currency}"


def price(stretch: Stretch, texts: Texts) -> str:
    """Return the delta of a stretch; where it differs the least and the most of it."""
    least, most = (signed(delta) for delta in sorted((stretch.lowest, stretch.highest), key=abs))
    deltas = least if least == most else texts["delta_range"].format(least=least, most=most)
    return f"{deltas} {stretch.currency}/kWh"


def use_power(stretch: Stretch, devices: Sequence[Device], texts: Texts) -> str:
    """Return what to use in a favourable stretch, and for how much."""
    return texts["use_power"].format(devices=_titles(devices), delta=price(stretch, texts))


def use_less(stretch: Stretch, devices: Sequence[Device], texts: Texts) -> str:
    """Return what better to use less in a stretch to avoid."""
    return texts["use_less"].format(devices=_titles(devices), delta=price(stretch, texts))


def duration(length: timedelta) -> str:
    """Return a length of time to the minute, at least one: 4 h, 1 h 15 min, 2 min."""
    hours, minutes = divmod(max(round(length / _MINUTE), 1), 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{minutes} min"] if minutes else [])])


def _titles(devices: Sequence[Device]) -> str:
    return ", ".join(device.title for device in devices)


def worth_of_using(stretch: Stretch, devices: Sequence[Device], texts: Texts) -> str:
    """Return what a favourable stretch is worth to each device that is measured, and to all together."""
    powers = {device.resource.resource_id: device.rated_power_kw for device in devices if device.usage_entity_id}
    worth = worth_of_stretch(stretch, powers)
    lasts = duration(stretch.end - stretch.start)
    lines = []
    for device in devices:
        if (amount := worth.by_resource.get(device.resource.resource_id)) is None:
            lines.append(texts["worth_nothing"].format(device=device.title))
        else:
            power, amount_ = f"{device.rated_power_kw:g}", money(amount, worth.currency)
            lines.append(texts["worth_of"].format(amount=amount_, device=device.title, power=power, duration=lasts))
    if len(worth.by_resource) > 1:
        lines.append(texts["worth_together"].format(amount=money(worth.total, worth.currency)))
    return "\n".join(lines)


def worth_of_day(timeline: Timeline, device: Device, start: datetime, end: datetime, texts: Texts) -> str:
    """Return what a local day, or the rest of one, is worth to a device: ``[start, end)``, UTC.

    The day is named by its date: the sentence stays true if it is read on the next one.
    """
    day = f"{dt_util.as_local(start):%d.%m.}"
    hours = favourable_hours(timeline, start, end)
    if not hours:
        return texts["worth_no_day"].format(day=day, device=device.title)
    amounts = worth_of(timeline, device.rated_power_kw, start, end)
    return texts["worth_of_day"].format(
        day=day,
        amount=" + ".join(money(amount, currency) for currency, amount in amounts.items()),
        device=device.title,
        hours=", ".join(f"{_clock(begins)}\N{EN DASH}{_clock(ends)}" for begins, ends in hours),
        power=f"{device.rated_power_kw:g}",
    )


def _clock(instant: datetime) -> str:
    return f"{dt_util.as_local(instant):%H:%M}"


def why_use_less(stretch: Stretch, devices: Sequence[Device], texts: Texts) -> str:
    """Return what hours to avoid mean; no amount, for they pay nothing and cost nothing (assumed)."""
    return texts["use_less_why"]


def of_report(told: Mapping[str, Any], texts: Texts) -> str:
    """Return what became of a report: ``day`` in ISO 8601, ``energy_kwh`` of one home, ``settlement``."""
    day = f"{_date(told['day']):%d.%m.}"
    return texts[f"report_{told['settlement']}"].format(day=day, energy=number(told["energy_kwh"]))


def of_month(told: Mapping[str, Any], texts: Texts) -> str:
    """Return what came of a ``month`` (its first day in ISO 8601) in one home.

    ``amount`` and ``held_back`` are money in ``currency``; ``told_by`` says why
    something is held back, or that the amount is our own estimate.
    """
    return texts[f"month_{told['told_by']}"].format(
        month=f"{_date(told['month']):%B}",
        amount=f"{number(told['amount'])} {told['currency']}",
        held_back=number(told["held_back"]),
    )


def _date(told: str) -> date:
    return cast("date", dt_util.parse_date(told))
