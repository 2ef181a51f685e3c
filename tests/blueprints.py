"""The blueprints of the repository, and a place on the web from which they can be imported."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import override

FOLDER = Path(__file__).parent.parent / "blueprints" / "automation" / "volue_spark"
CHARGER, TANK, TOMORROW = "charger_follows", "water_heater_follows", "tell_me_about_tomorrow"
ALL = (CHARGER, TANK, TOMORROW)


class _Handler(SimpleHTTPRequestHandler):
    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    """Yield an address below which the files are, as they would be on the web."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(FOLDER)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
