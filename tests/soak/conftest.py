"""Home Assistant's own server, on loopback only."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.demo.claims import claim_port
from tests.demo.config_dir import listening


@pytest.fixture(autouse=True)
def disable_http_server(socket_enabled: None, hass_storage: dict[str, Any]) -> Iterator[None]:
    """Let the server listen, which Home Assistant's own tests never do: the local Spark calls it."""
    with ExitStack() as stack:
        hass_storage["http"] = listening(claim_port(stack, 0))
        yield
