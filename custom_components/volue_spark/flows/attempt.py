"""One try at Spark from within a form, and what the form says if it fails."""

from collections.abc import Awaitable
from dataclasses import dataclass, field

from ..failures import failure_key, failure_placeholders
from ..spark.errors import SparkError
from ..stores import NotWrittenError


@dataclass(frozen=True, slots=True)
class Outcome:
    """The form's errors, empty when all went well, and what their texts quote."""

    errors: dict[str, str] = field(default_factory=dict)
    placeholders: dict[str, str] = field(default_factory=dict)


def wrong(key: str, name: str = "base") -> Outcome:
    """Return the outcome of an answer that cannot be accepted, ``name`` being its field."""
    return Outcome({name: key})


async def attempt(request: Awaitable[None]) -> Outcome:
    """Wait for Spark and for the disk; whatever goes wrong, the form can say it."""
    try:
        await request
    except SparkError as err:
        return Outcome({"base": failure_key(err)}, failure_placeholders(err))
    except NotWrittenError:
        return wrong("not_written")
    return Outcome()
