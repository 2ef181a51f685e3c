"""Carrying a notification to its address, and to no address outside this machine."""

from collections.abc import Awaitable, Callable, Mapping
from socket import AF_INET
from urllib.parse import urlsplit

from aiohttp import ClientSession, ClientTimeout, TCPConnector

LOCAL = ("127.0.0.1", "localhost")

type Carrier = Callable[[str, Mapping[str, str], bytes], Awaitable[int]]


async def carry(url: str, headers: Mapping[str, str], body: bytes) -> int:
    """POST a body and return the status; raise an OSError or ClientError if there is none.

    Who calls sets the time limit. A session for each letter leaves no
    connection open that a receiver would have to wait for when it stops.
    """
    if urlsplit(url).hostname not in LOCAL:
        message = "only this machine is called"
        raise ConnectionRefusedError(message)
    async with (
        ClientSession(connector=TCPConnector(family=AF_INET), timeout=ClientTimeout(total=None)) as session,
        session.post(url, data=body, headers=headers, allow_redirects=False) as response,
    ):
        return response.status
