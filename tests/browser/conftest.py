"""A running demo and a browser that looks at it."""

from collections.abc import Iterator
import os
from pathlib import Path
import shutil
import signal
import subprocess
import sys

from playwright.sync_api import Page, sync_playwright
import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
STOP_S = 30


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the browser, or skip what needs one."""
    if CHROMIUM is None:
        pytest.skip("no browser: apt-get install chromium fonts-noto-core")
    return CHROMIUM


@pytest.fixture(scope="session")
def demo(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address that the demo prints; expect it to stop on request.

    ``DEMO_URL`` names one that runs already: a picture is better after ten minutes.
    """
    if running := os.environ.get("DEMO_URL"):
        yield running
        return
    folder = tmp_path_factory.mktemp("demo") / "home"
    command = [sys.executable, "-m", "tests.demo", "--port", "0", "--folder", str(folder)]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE) as process:
        try:
            yield printed_address(process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=STOP_S)


def printed_address(process: subprocess.Popen[str]) -> str:
    """Return what comes after "Open"; fail with all that was said if nothing does."""
    said = []
    for line in process.stdout or ():
        said.append(line)
        if line.startswith("Open "):
            return line.split()[1]
    return pytest.fail("The demo ended without an address:\n" + "".join(said))


@pytest.fixture
def page(chromium: str) -> Iterator[Page]:
    """Yield an empty page of a browser that nobody has used before."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser.new_page(viewport={"width": 1280, "height": 800})
        browser.close()
