"""A power cut: the reporter goes on until its so-and-so-many-th await, and not one line further."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from typing import Any

# Whoever collected them as garbage would run their "finally": in a power cut nobody does.
_DEAD: list[tuple[object, Generator[Any, Any]]] = []


def bury() -> None:
    """Clear away what was cut, once nobody looks any more."""
    while _DEAD:
        _, going = _DEAD.pop()
        going.close()


class Cut:
    """Awaits something, and stops for good at one of its stopping points.

    Every await that has to wait is one, however deep: in the reporter, in Home
    Assistant's store, in aiohttp. ``at`` counts from 1. It strikes once, in the
    first work that begins while ``is_armed``.
    """

    def __init__(self, at: int, on_cut: Callable[[], None] = lambda: None, *, is_armed: bool = False) -> None:
        """Stop at a point; ``on_cut`` is called in the same breath."""
        self.is_armed = is_armed
        self.at = at
        self.points = 0
        self.ended = asyncio.Event()
        self.waited_for: Any = None
        self._on_cut = on_cut

    @property
    def is_cut(self) -> bool:
        """Tell whether it was stopped."""
        return self.waited_for is not None

    def wrapped(self, work: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., Coroutine[Any, Any, None]]:
        """Return the same work with the cut in it."""

        async def wrapped(*args: Any, **kwargs: Any) -> None:
            if not self.is_armed:
                await work(*args, **kwargs)
                return
            self.is_armed = False
            await _Steps(self, work(*args, **kwargs))

        return wrapped

    async def is_over(self) -> None:
        """Wait until it was cut or came to its end, and until what it waited for then has happened."""
        await self.ended.wait()
        for _ in range(200):
            await asyncio.sleep(0)
            if self.is_cut and asyncio.isfuture(self.waited_for) and not self.waited_for.done():
                await asyncio.to_thread(lambda: None)

    def steps(self, work: Coroutine[Any, Any, None]) -> Generator[Any, Any]:
        """Let the work go from point to point."""
        going: Generator[Any, Any] = work.__await__()
        thrown: BaseException | None = None
        while True:
            try:
                waited_for = going.throw(thrown) if thrown else going.send(None)
            except StopIteration:
                self.ended.set()
                return
            self.points += 1
            if self.points == self.at:
                _DEAD.append((work, going))
                self.waited_for = waited_for if waited_for is not None else object()
                self._on_cut()
                self.ended.set()
                yield from asyncio.Future[None]().__await__()
            thrown = None
            try:
                yield waited_for
            except BaseException as err:  # noqa: BLE001 - whatever is thrown in belongs to the work
                thrown = err


class _Steps:
    """One piece of work on its way."""

    def __init__(self, cut: Cut, work: Coroutine[Any, Any, None]) -> None:
        self._cut = cut
        self._work = work

    def __await__(self) -> Generator[Any, Any]:
        return self._cut.steps(self._work)
