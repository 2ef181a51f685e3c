"""What only one demo may use at a time: a folder, a port.

A claim ends with the process, however that ends.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
import fcntl
from pathlib import Path
import socket
import tempfile

from .progress import DemoError

LOOPBACK = "127.0.0.1"
TRIES = 50


@contextmanager
def claimed(path: Path) -> Iterator[bool]:
    """Tell whether the lock on a file could be had; keep it until the end of the block."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def claim_port(stack: ExitStack, wanted: int) -> int:
    """Return the wanted port or the next free one, 0 asks for any; it is ours until the stack ends."""
    for step in range(TRIES):
        with ExitStack() as attempt:
            port = reserve(attempt, wanted + step if wanted else 0)
            # Only a port that somebody chose can be chosen twice.
            if port and (not wanted or is_locked(attempt, port)):
                stack.push(attempt.pop_all())
                return port
    raise DemoError(f"No port is free from {wanted} to {wanted + TRIES - 1}.")


def reserve(stack: ExitStack, port: int) -> int:
    """Bind a port without listening and return it, 0 if it is taken.

    The system gives a bound port to nobody who asks for any; a server that
    asks for this one, with the usual option to reuse it, may still have it.
    """
    held = stack.enter_context(socket.socket())
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind((LOOPBACK, port))
    except OSError:
        return 0
    found: int = held.getsockname()[1]
    return found


def is_locked(stack: ExitStack, port: int) -> bool:
    """Tell whether no other demo, another user's included, is about to use this port."""
    with suppress(PermissionError):
        return stack.enter_context(claimed(Path(tempfile.gettempdir()) / f"volue-spark-demo-{port}.lock"))
    return False
