"""Whoever calls our address: with the secret, without it, and in ways that no client library knows."""

import asyncio
import base64
from dataclasses import dataclass
from datetime import UTC, datetime
import hmac
import json
import logging
from typing import Any
from urllib.parse import urlsplit

from aiohttp.test_utils import TestClient
import pytest

from custom_components.volue_spark.push.push import Push
from tests.fake_spark import FakeSpark
from tests.shell.conftest import Account

SIGNATURE = "X-Payload-Signature"


@dataclass
class Caller:
    """Knows the one webhook that the local Spark has, and its secret."""

    client: TestClient[Any, Any]
    spark: FakeSpark

    @property
    def url(self) -> str:
        """The address of the webhook."""
        [webhook] = self.spark.webhooks.values()
        return webhook.url

    @property
    def path(self) -> str:
        """The path of it."""
        return urlsplit(self.url).path

    def signed(self, body: bytes) -> dict[str, str]:
        """Return the headers that Spark sends with a body."""
        [webhook] = self.spark.webhooks.values()
        assert webhook.secret
        signature = base64.b64encode(hmac.digest(webhook.secret.encode(), body, "sha256")).decode()
        return {SIGNATURE: signature, "Content-Type": "application/json; charset=utf-8"}

    async def call(self, body: Any, headers: dict[str, str] | None = None, method: str = "POST") -> int:
        """Call with a body, rightly signed unless other headers are given; return the status."""
        usual = self.signed(body) if headers is None else headers
        async with self.client.request(method, self.path, data=body, headers=usual) as response:
            return response.status

    async def raw(self, head: str, *pieces: bytes, hangs_up: bool = False) -> int | None:
        """Send lines of a head and pieces of a body as they are; return the status, None where there is none."""
        where = urlsplit(self.url)
        assert where.hostname
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.write(f"POST {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\n{head}\r\n\r\n".encode())
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        status = None if hangs_up else await status_of(reader)
        writer.close()
        return status

    def polls(self) -> int:
        """Return how often Spark was asked for events so far."""
        return sum(seen.method == "GET" and seen.path.endswith("/events") for seen in self.spark.requests)


async def status_of(reader: asyncio.StreamReader) -> int | None:
    """Return the status of an answer, None where the connection ends without one."""
    line = await asyncio.wait_for(reader.readline(), 5)
    return int(line.split()[1]) if line else None


def lines(headers: dict[str, str], **more: str) -> str:
    """Return headers as lines; underscores of names are hyphens."""
    return "\r\n".join(f"{name.replace('_', '-')}: {value}" for name, value in (headers | more).items())


# Made after whoever listens began to, whenever that was.
LATER = datetime(2100, 1, 1, tzinfo=UTC)


def notification(event_id: str, created_at: datetime = LATER, **changed: object) -> bytes:
    """Return the body of a notification."""
    made = created_at.isoformat()
    told = {"notificationId": f"n-{event_id}", "eventId": event_id, "eventCreatedAtUtc": made}
    return json.dumps(told | {"notificationType": "PriceCurveCreated", "payload": {}} | changed).encode() + b"\n"


def push(account: Account) -> Push:
    """Return push as it runs."""
    [entry] = account.hass.config_entries.async_entries("volue_spark")
    found: Push = entry.runtime_data.push
    return found


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Return what stands in a log that nobody has made chatty, with all that was raised."""
    # Home Assistant keeps the server's own log of visits out of its log.
    told = (record for record in caplog.records if record.levelno > logging.DEBUG and record.name != "aiohttp.access")
    return "\n".join(f"{record.getMessage()} {record.exc_text}" for record in told)
