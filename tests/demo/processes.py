"""One child process: started, watched, and stopped by its own id."""

import asyncio
from asyncio.subprocess import DEVNULL, STDOUT
from collections.abc import Sequence
import contextlib
import ctypes
import os
from pathlib import Path
import signal
import sys

from .progress import DemoError

LAST_LINES = 15
# Home Assistant gives its own shutdown stages up to a minute in the worst case.
PATIENCE_S = 15
# <sys/prctl.h>: have the kernel send a signal when the parent is gone.
PR_SET_PDEATHSIG = 1


class ProcessEndedError(DemoError):
    """A process that should run for as long as the demo ended by itself."""


class Process:
    """A program that runs until it is stopped; what it prints goes to a file."""

    def __init__(self, name: str, command: Sequence[str], log: Path) -> None:
        """Name the process for the reader; nothing is started yet."""
        self.name = name
        self.log = log
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self._is_wanted = asyncio.Event()

    async def start(self) -> None:
        """Start it in a session of its own: Ctrl-C reaches the demo only."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
                env=_environment(),
                start_new_session=True,
                preexec_fn=_end_with_the_demo,
            )
        self._is_wanted.set()

    async def stop(self) -> None:
        """End it politely, and after a while impolitely."""
        self._send(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                await self._wait()
                return
        await self.kill()

    async def kill(self) -> None:
        """End it as a power cut would."""
        self._send(signal.SIGKILL)
        await self._wait()

    async def ended(self) -> int:
        """Return the exit code once the process ended without being asked."""
        while True:
            await self._is_wanted.wait()
            watched = self._process
            code = await self._wait()
            if watched is self._process and self._is_wanted.is_set():
                return code

    def failure(self, code: int) -> ProcessEndedError:
        """Return the error that tells what the process said last."""
        how = f"signal {-code}" if code < 0 else f"exit status {code}"
        lines = "\n".join(f"    {line}" for line in self.last_lines())
        return ProcessEndedError(f"{self.name} ended by itself ({how}). Its last lines, from {self.log}:\n{lines}")

    def last_lines(self) -> list[str]:
        """Return what was printed last, oldest first."""
        return self.log.read_text(errors="replace").splitlines()[-LAST_LINES:]

    def _send(self, number: signal.Signals) -> None:
        self._is_wanted.clear()
        if self._process and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def _wait(self) -> int:
        return await self._process.wait() if self._process else 0


def _environment() -> dict[str, str]:
    # Without .pyc files every start takes two to three times as long.
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def _end_with_the_demo() -> None:
    """Leave nothing behind even where the demo itself is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
