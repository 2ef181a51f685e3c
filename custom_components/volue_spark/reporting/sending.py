"""One report on its way: written down, sent once, and what the answer means."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from homeassistant.util import dt as dt_util

from ..const import LOGGER
from ..spark import wire
from ..spark.client import SparkClient
from ..spark.errors import (
    SparkAuthError,
    SparkConnectionError,
    SparkError,
    SparkRateLimitError,
    SparkRequestError,
)
from ..spark.models import EventId
from .entry import Delivery, LedgerEntry, Settlement
from .ledger import ReportLedger

# What cannot have arrived is tried again; Spark is away for minutes, seldom for hours.
RETRY_INTERVAL = timedelta(minutes=15)
_LONGEST_PAUSE = timedelta(hours=6)
# Spark may ask for more patience than that, but not beyond a day (assumed: a mistake).
_MOST_PATIENCE = timedelta(days=1)
RATE_LIMITED, _UNAUTHORIZED = 429, 401


async def deliver(
    ledger: ReportLedger, client: SparkClient, event_id: EventId, entry: LedgerEntry, body: Mapping[str, Any]
) -> Settlement:
    """Send a report and settle what came of it; raises NotWrittenError, and then nothing was sent.

    Where only the answer could not be written, the error tells that too: it
    holds, and is written later.
    """
    now = dt_util.utcnow()
    proof = Delivery(now.timestamp(), digest=sha256(wire.encoded(body)).hexdigest())
    sent = replace(
        entry.settled(Settlement.SENT, now), body=body, delivery=proof, attempts=entry.attempts + 1, again_at=None
    )
    await ledger.keep(event_id, sent)
    settled = await _answered(client, sent, proof)
    await ledger.keep(event_id, settled, has_happened=True)
    return settled.settlement


async def _answered(client: SparkClient, sent: LedgerEntry, proof: Delivery) -> LedgerEntry:
    """Return the entry as Spark's answer leaves it."""
    try:
        receipt = await client.post_report(sent.body or {})
    except SparkError as err:
        now = dt_util.utcnow()
        settlement = _settlement_of(err)
        LOGGER.warning("A report is %s: %s", settlement, err)
        failed = replace(proof, at=now.timestamp(), status=_status_of(err), answer=str(err))
        again_at = _again_at(err, sent.attempts, now) if settlement is Settlement.READY else None
        return replace(sent.settled(settlement, now), delivery=failed, again_at=again_at)
    now = dt_util.utcnow()
    accepted = replace(proof, at=now.timestamp(), status=receipt.status, answer=receipt.report_id)
    return replace(sent.settled(Settlement.ACCEPTED, now), delivery=accepted)


def _settlement_of(err: SparkError) -> Settlement:
    """Return what a failed request leaves: only what cannot have arrived is sent again."""
    if isinstance(err, SparkRequestError):
        return Settlement.REJECTED
    return Settlement.UNCERTAIN if err.may_have_arrived else Settlement.READY


def _status_of(err: SparkError) -> int | None:
    """Return the HTTP status of an answer that was no success, None where there was none to be had."""
    match err:
        case SparkRequestError() | SparkConnectionError():
            return err.status
        case SparkRateLimitError():
            return RATE_LIMITED
        case SparkAuthError():
            return _UNAUTHORIZED
    return None


def _again_at(err: SparkError, attempts: int, now: datetime) -> float:
    """Return when the next attempt may be made: each pause is twice the last, unless Spark names one."""
    pause = min(RETRY_INTERVAL * (1 << min(attempts - 1, 10)), _LONGEST_PAUSE)
    if isinstance(err, SparkRateLimitError) and err.retry_after is not None:
        pause = min(max(pause, timedelta(seconds=min(err.retry_after, 1e6))), _MOST_PATIENCE)
    return (now + pause).timestamp()
