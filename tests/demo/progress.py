"""What the reader of the terminal is told, and how the demo gives up."""

import time

STARTED = time.monotonic()


class DemoError(Exception):
    """The demo cannot go on; the text says why, in words for the reader."""


def say(text: str) -> None:
    """Print one line of progress with the seconds since the start."""
    print(f"[{time.monotonic() - STARTED:5.1f} s] {text}", flush=True)
