"""The way of a test event as a person reads it: one line that fits into a state."""

from collections.abc import Callable, Sequence

from homeassistant.const import MAX_LENGTH_STATE_STATE

from .spark.reasons import Reason
from .way import Arrival, Stage, Way
from .words import Texts

_MORE = "…"
_TENTH = 0.1


def line(way: Way | Stage, texts: Texts, status: Callable[[Reason], str]) -> str:
    """Return a way in words; ``status`` is what "Status" says for a reason.

    A longer state than Home Assistant keeps would be unknown: of a home with
    many devices, or long names, those are told that fit, each of them in full.
    """
    if isinstance(way, Stage):
        return texts[way]
    devices = [_device(arrival, texts, status) for arrival in way.devices]
    for count in range(len(devices), 0, -1):
        more = [] if count == len(devices) else [_MORE]
        if len(told := _joined(way, [*devices[:count], *more], texts)) <= MAX_LENGTH_STATE_STATE:
            return told
    return _joined(way, [_MORE] if devices else [], texts)


def _joined(way: Way, devices: Sequence[str], texts: Texts) -> str:
    seconds = texts["way_told" if way.is_told else "way_asked"].format(seconds=_seconds(way.seconds))
    return texts["way_on"].format(way=seconds, devices="; ".join(devices)) if devices else seconds


def _device(arrival: Arrival, texts: Texts, status: Callable[[Reason], str]) -> str:
    if arrival.seconds is not None:
        return texts["way_device"].format(device=arrival.device, seconds=_seconds(arrival.seconds))
    if arrival.reason is None:
        return texts["way_no_answer"].format(device=arrival.device)
    if arrival.reason is Reason.OTHER_STARTED:
        # "Status" says so early that it runs.
        return texts["way_turn"].format(device=arrival.device)
    return texts["way_status"].format(device=arrival.device, status=status(arrival.reason))


def _seconds(amount: float) -> str:
    """Return seconds to the tenth, a shorter time to the hundredth: no device answers in no time."""
    return f"{amount:.1f}" if amount >= _TENTH else f"{max(amount, _TENTH / 10):.2f}"
