"""Walking through subentry flows, as the frontend would."""

from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigEntry, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
import voluptuous as vol


async def start(hass: HomeAssistant, entry: ConfigEntry, kind: str, *pages: dict[str, Any]) -> SubentryFlowResult:
    """Begin a subentry flow and submit pages."""
    flow = await hass.config_entries.subentries.async_init((entry.entry_id, kind), context={"source": SOURCE_USER})
    for answers in pages:
        flow = await answer(hass, flow, answers)
    return flow


async def change(hass: HomeAssistant, entry: ConfigEntry, subentry_id: str) -> SubentryFlowResult:
    """Begin to change a device."""
    context: Any = {"source": SOURCE_RECONFIGURE, "subentry_id": subentry_id}
    return await hass.config_entries.subentries.async_init((entry.entry_id, "device"), context=context)


async def answer(hass: HomeAssistant, flow: SubentryFlowResult, answers: dict[str, Any]) -> SubentryFlowResult:
    """Submit one page and let everything settle."""
    result = await hass.config_entries.subentries.async_configure(flow["flow_id"], answers)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def finish(hass: HomeAssistant, flow: SubentryFlowResult, answers: dict[str, Any]) -> SubentryFlowResult:
    """Submit a device's first page, and leave the one about how it follows as it is."""
    flow = await answer(hass, flow, answers)
    return await answer(hass, flow, suggested(flow)) if flow.get("step_id") == "following" else flow


def asked(flow: SubentryFlowResult) -> list[str]:
    """Return the questions of a page, in their order; a section counts as one."""
    assert flow["type"] is FlowResultType.FORM, flow
    assert flow["data_schema"]
    return [str(key) for key in flow["data_schema"].schema]


def offered(flow: SubentryFlowResult, field: str) -> Any:
    """Return the selector of a question."""
    assert flow["data_schema"]
    return flow["data_schema"].schema[field]


def labels(flow: SubentryFlowResult, field: str) -> list[str]:
    """Return the labels of a choice."""
    return [option["label"] for option in offered(flow, field).config["options"]]


def suggested(flow: SubentryFlowResult) -> dict[str, Any]:
    """Return what a page is filled in with: what the frontend sends if nobody changes anything."""
    assert flow["data_schema"]
    return _suggested(flow["data_schema"])


def _suggested(schema: vol.Schema) -> dict[str, Any]:
    found = {}
    for key, value in schema.schema.items():
        if isinstance(value, section):
            found[str(key)] = _suggested(value.schema)
        elif (key.description or {}).get("suggested_value") is not None:
            found[str(key)] = key.description["suggested_value"]
    return {key: value for key, value in found.items() if value != {}}
