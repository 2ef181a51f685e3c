"""A process that calls an address as fast as it can; who to be, and how often, stands in the JSON that it reads."""

import asyncio
from collections import Counter
import json
import sys
import time

from aiohttp import ClientSession, TCPConnector

AT_ONCE = 100


async def flood(url: str, calls: list[tuple[str, str]]) -> dict[str, object]:
    """Send bodies with their signatures; return what was answered, and in how many seconds."""
    statuses: Counter[int] = Counter()
    waiting = iter(calls)

    async def call_on(session: ClientSession) -> None:
        for body, signature in waiting:
            headers = {"X-Payload-Signature": signature, "Content-Type": "application/json"}
            async with session.post(url, data=body.encode(), headers=headers) as response:
                statuses[response.status] += 1

    began = time.perf_counter()
    async with ClientSession(connector=TCPConnector(limit=AT_ONCE)) as session:
        await asyncio.gather(*(call_on(session) for _ in range(AT_ONCE)))
    return {"statuses": statuses, "seconds": time.perf_counter() - began}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(flood(**json.load(sys.stdin)))))
