"""Errors of Spark, and of the disk, in words: one translation key for each, wherever it is met."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryAuthFailed, HomeAssistantError
from homeassistant.helpers.update_coordinator import UpdateFailed

from .const import DOMAIN
from .spark.errors import (
    SparkAuthError,
    SparkConnectionError,
    SparkDataError,
    SparkError,
    SparkRateLimitError,
    SparkRequestError,
)
from .spark.polling import RETRY
from .stores import NotWrittenError

_LONGEST_PAUSE = timedelta(days=1)
_KEYS: dict[type[SparkError], str] = {
    SparkRateLimitError: "rate_limited",
    SparkRequestError: "declined",
    SparkDataError: "not_spark",
}


def failure_key(err: SparkError) -> str:
    """Return the key under which flows and exceptions explain this error."""
    if isinstance(err, SparkAuthError):
        return "no_access" if err.token_granted else "invalid_auth"
    if isinstance(err, SparkConnectionError):
        return "cannot_connect" if err.status is None else "spark_down"
    if isinstance(err, SparkRequestError) and err.status == HTTPStatus.CONFLICT:
        return "conflict"
    return _KEYS[type(err)]


def failure_placeholders(err: SparkError) -> dict[str, str]:
    """Return what Spark said, for the text that quotes it."""
    return {"reason": err.reason or str(err.status)} if isinstance(err, SparkRequestError) else {}


@contextmanager
def reading() -> Iterator[None]:
    """Turn Spark's errors into what a coordinator may raise."""
    try:
        yield
    except SparkError as err:
        key, placeholders = failure_key(err), failure_placeholders(err)
        if isinstance(err, SparkAuthError):
            raise ConfigEntryAuthFailed(translation_domain=DOMAIN, translation_key=key) from err
        raise UpdateFailed(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders=placeholders,
            retry_after=pause.total_seconds() if (pause := wanted_pause(err)) else None,
        ) from err


def in_short(err: SparkError | NotWrittenError) -> str:
    """Return what the log may say of it: Spark's own words may name a user, an address or a secret."""
    return f"status {err.status}" if isinstance(err, SparkRequestError) else str(err)


def wanted_pause(err: SparkError) -> timedelta | None:
    """Return how long Spark wants to be left alone, None where it does not say; an absurd wish is cut to a day."""
    if not isinstance(err, SparkRateLimitError) or err.retry_after is None:
        return None
    return min(max(timedelta(seconds=min(err.retry_after, 1e9)), RETRY), _LONGEST_PAUSE)


@contextmanager
def acting(hass: HomeAssistant, entry: ConfigEntry) -> Iterator[None]:
    """Turn Spark's errors into what an action may raise; rejected credentials start a reauth."""
    try:
        yield
    except SparkError as err:
        if isinstance(err, SparkAuthError):
            entry.async_start_reauth(hass)
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=failure_key(err),
            translation_placeholders=failure_placeholders(err),
        ) from err


@contextmanager
def writing() -> Iterator[None]:
    """Turn a wish that could not be written down, and so does not count, into what an action may raise."""
    try:
        yield
    except NotWrittenError as err:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="not_written") from err
