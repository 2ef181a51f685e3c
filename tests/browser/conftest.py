"""A running demo, a bare home, and a browser that looks at them."""

from collections.abc import Iterator
from contextlib import ExitStack
import os
from pathlib import Path
import shutil
import signal
import subprocess
import sys

from playwright.sync_api import Browser, Page, sync_playwright
import pytest

from tests.demo.folder import open_folder
from tests.demo.local_spark import CLIENT_ID, CLIENT_SECRET

from .bare_home import BareHome
from .budget import Budget
from .integration_page import IntegrationPage
from .setup_pages import Account, SetUpPages

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


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Yield one browser for all tests."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Yield an empty page for somebody whom the browser does not know."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        yield context.new_page()


@pytest.fixture(scope="session")
def bare_home(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BareHome]:
    """Yield a home that knows nothing of Spark; the tests go on with it in their order."""
    with ExitStack() as stack:
        opened = open_folder(stack, tmp_path_factory.mktemp("bare") / "home", 0, keep=False)
        home = BareHome(opened.folder, opened.ports)
        stack.callback(home.stop)
        home.start()
        yield home


@pytest.fixture(scope="session")
def homeowner(bare_home: BareHome, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SetUpPages]:
    """Yield the pages as the person in front of them uses them; ``SETUP_PICTURES`` keeps a picture of each."""
    pictures = Path(os.environ.get("SETUP_PICTURES") or tmp_path_factory.mktemp("pictures"))
    # Tall enough for the longest page, so that no picture is cut off.
    with browser.new_context(viewport={"width": 1100, "height": 1250}) as context:
        yield SetUpPages(context.new_page(), bare_home.home_assistant.url, pictures)


@pytest.fixture(scope="session")
def budget(homeowner: SetUpPages) -> Budget:
    """Return what the set-up has cost the person so far."""
    return homeowner.budget


@pytest.fixture(scope="session")
def account(bare_home: BareHome) -> Account:
    """Return what the homeowner has from the Spark Portal."""
    return Account(CLIENT_ID, CLIENT_SECRET, bare_home.spark.api_url, bare_home.spark.token_url)


@pytest.fixture(scope="session")
def integration(homeowner: SetUpPages) -> IntegrationPage:
    """Return the integration's page."""
    return IntegrationPage(homeowner)
