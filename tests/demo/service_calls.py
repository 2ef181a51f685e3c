"""Which services Home Assistant called, from the first moment of a process on.

No listener is there so early; its own log is.
"""

from pathlib import Path
import re
from typing import NamedTuple

LOGGER = """
logger:
  logs:
    homeassistant.core: debug
"""
CALL = re.compile(r"Bus:Handling <Event call_service\[.\]: domain=(\w+), service=(\w+), (.*)>$", re.MULTILINE)


class Call(NamedTuple):
    """One call: which service, and all that it was told."""

    service: str
    data: str


def log_from_next_start(config: Path) -> None:
    """Have Home Assistant write every event into its log."""
    with (config / "configuration.yaml").open("a") as configuration:
        configuration.write(LOGGER)


def since(log: Path, offset: int) -> list[Call]:
    """Return the calls that a log tells of from an offset in bytes on."""
    text = log.read_bytes()[offset:].decode(errors="replace")
    return [Call(f"{domain}.{service}", data) for domain, service, data in CALL.findall(text)]
