"""Answers to the flows' pages, and how they are submitted."""

from collections.abc import Callable
from typing import Any

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant

from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import Exchange, FakeSpark

# Both fail the check digit, so they are nobody's; the second takes part at the local Spark.
METER_POINT = "707057500000000000"
ELIGIBLE = "707057599900000101"

type Page = dict[str, Any]


def account(spark: FakeSpark | None = None, environment: str = "sandbox", **changes: str) -> Page:
    """Return the first page's answers: a public environment, or the local Spark."""
    section = {"developers": {"api_url": spark.api_url, "token_url": spark.token_url}} if spark else {}
    credentials = {"environment": environment, "client_id": "demo-client", "client_secret": "demo-secret"} | changes
    return {**credentials, **section}


def home(*meter_points: str, place: str = "none", consent: bool = True) -> Page:
    """Return the answers of the page about a new home."""
    return {"meter_point_ids": list(meter_points), "place": place, "consent": consent}


AREA_1 = home(place="area_1")


async def answer(hass: HomeAssistant, flow: ConfigFlowResult, answers: Page) -> ConfigFlowResult:
    """Submit one page."""
    return await hass.config_entries.flow.async_configure(flow["flow_id"], answers)


async def start(hass: HomeAssistant, *pages: Page) -> ConfigFlowResult:
    """Begin the flow of a new account and submit pages."""
    flow = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    for answers in pages:
        flow = await answer(hass, flow, answers)
    return flow


async def reconfigure(hass: HomeAssistant, entry: ConfigEntry, *pages: Page) -> ConfigFlowResult:
    """Begin to reconfigure an account and submit pages."""
    context = {"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    flow = await hass.config_entries.flow.async_init(DOMAIN, context=context)  # type: ignore[arg-type]
    for answers in pages:
        flow = await answer(hass, flow, answers)
    return flow


async def answer_subentry(hass: HomeAssistant, flow: SubentryFlowResult, answers: Page) -> SubentryFlowResult:
    """Submit one page of a subentry and let everything settle."""
    result = await hass.config_entries.subentries.async_configure(flow["flow_id"], answers)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def start_subentry(hass: HomeAssistant, entry: ConfigEntry, kind: str, *pages: Page) -> SubentryFlowResult:
    """Begin to add a subentry and submit pages."""
    flow = await hass.config_entries.subentries.async_init((entry.entry_id, kind), context={"source": SOURCE_USER})
    for answers in pages:
        flow = await answer_subentry(hass, flow, answers)
    return flow


async def manage_home(hass: HomeAssistant, entry: ConfigEntry, *pages: Page) -> SubentryFlowResult:
    """Open the menu of the test home and submit pages."""
    context = {"source": SOURCE_RECONFIGURE, "subentry_id": "home-1"}
    flow = await hass.config_entries.subentries.async_init((entry.entry_id, "home"), context=context)  # type: ignore[arg-type]
    for answers in pages:
        flow = await answer_subentry(hass, flow, answers)
    return flow


async def change_device(hass: HomeAssistant, entry: ConfigEntry, subentry_id: str) -> SubentryFlowResult:
    """Begin to change a device."""
    context = {"source": SOURCE_RECONFIGURE, "subentry_id": subentry_id}
    return await hass.config_entries.subentries.async_init((entry.entry_id, "device"), context=context)  # type: ignore[arg-type]


def choose(option: str) -> Page:
    """Return the answer to a menu."""
    return {"next_step_id": option}


def at_request(spark: FakeSpark, method: str, path_end: str, act: Callable[[], object]) -> None:
    """Do something once, when Spark has done what is asked and its answer is not read yet."""
    left = [act]

    def look(seen: Exchange) -> None:
        if left and seen.request.method == method and seen.request.path.endswith(path_end):
            left.pop()()

    spark.observers.append(look)


def suggested(flow: Any) -> Page:
    """Return what a form suggests, as far as it does."""
    keys = flow["data_schema"].schema
    return {str(key): key.description["suggested_value"] for key in keys if key.description}
