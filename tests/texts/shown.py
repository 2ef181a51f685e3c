"""Looks at every page that a test is shown, and tells which texts it lacks."""

from collections.abc import Iterator, Mapping
import string
from typing import Any

from homeassistant.components.repairs import RepairsFlow
from homeassistant.config_entries import ConfigFlow, ConfigSubentryFlow, OptionsFlow
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowHandler, FlowResultType, section
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import SelectSelector

from tests.texts.asked import CENTRAL

type Texts = Mapping[str, Any]
# The frontend has a text for these.
ANYWHERE = {"unknown"}


def place_of(hass: HomeAssistant, flow: FlowHandler[Any, Any, Any]) -> tuple[str, ...]:
    """Return where the texts of a flow stand, nothing for a flow of somebody else."""
    if not type(flow).__module__.startswith("custom_components.volue_spark"):
        return ()
    if isinstance(flow, ConfigSubentryFlow):
        return ("config_subentries", flow.handler[1])
    if isinstance(flow, RepairsFlow):
        issue = ir.async_get(hass).async_get_issue(flow.handler, flow.issue_id)
        return ("issues", str(issue.translation_key), "fix_flow") if issue else ()
    return ("options",) if isinstance(flow, OptionsFlow) else ("config",) if isinstance(flow, ConfigFlow) else ()


def lacking(texts: Texts, place: tuple[str, ...], result: Mapping[str, Any]) -> list[str]:
    """Return the texts that a page lacks."""
    found: Texts = texts
    for key in place:
        found = found.get(key, {})
    if result["type"] is FlowResultType.ABORT:
        known = {*found.get("abort", {}), *CENTRAL}
        wanted = [] if result["reason"] in known else [f"abort.{result['reason']}"]
    elif result["type"] in (FlowResultType.FORM, FlowResultType.MENU):
        wanted = list(_lacking_on_page(texts, found, result))
    else:
        wanted = []
    return [".".join((*place, key)) for key in wanted]


def _lacking_on_page(texts: Texts, found: Texts, result: Mapping[str, Any]) -> Iterator[str]:
    where, step = f"step.{result['step_id']}", found.get("step", {}).get(result["step_id"], {})
    if not step:
        yield where
    errors = {error: found.get("error", {}).get(error) for error in (result.get("errors") or {}).values()}
    yield from (f"error.{error}" for error, text in errors.items() if text is None and error not in ANYWHERE)
    said = [step.get("title", ""), step.get("description", ""), *filter(None, errors.values())]
    quoted = {name for text in said for _, name, _, _ in string.Formatter().parse(text) if name}
    given = (result.get("description_placeholders") or {}).keys()
    yield from (f"{where}: nothing is given for {name}" for name in quoted - given)
    options = result.get("menu_options") or ()
    yield from (f"{where}.menu_options.{key}" for key in options if key not in step.get("menu_options", {}))
    schema = None if result["type"] is FlowResultType.MENU else result.get("data_schema")
    yield from _lacking_in_form(texts, where, step, schema.schema if schema else {})


def _lacking_in_form(texts: Texts, where: str, step: Texts, fields: Mapping[Any, Any]) -> Iterator[str]:
    for field, kind in fields.items():
        if isinstance(kind, section):
            inner = step.get("sections", {}).get(field, {})
            yield from [] if "name" in inner else [f"{where}.sections.{field}.name"]
            yield from _lacking_in_form(texts, f"{where}.sections.{field}", inner, kind.schema.schema)
            continue
        yield from (
            f"{where}.{part}.{field}" for part in ("data", "data_description") if field not in step.get(part, {})
        )
        if isinstance(kind, SelectSelector) and (key := kind.config.get("translation_key")):
            options = texts.get("selector", {}).get(key, {}).get("options", {})
            # An option with a label of its own needs no text.
            plain = [option for option in kind.config["options"] if isinstance(option, str)]
            yield from (f"(selector.{key}.options.{option})" for option in plain if option not in options)


def lacking_for_issue(texts: Texts, issue: ir.IssueEntry) -> list[str]:
    """Return the texts that a repair lacks."""
    where, found = f"issues.{issue.translation_key}", texts.get("issues", {}).get(issue.translation_key, {})
    wanted = ("title", "fix_flow" if issue.is_fixable else "description")
    said = [found.get("title", ""), found.get("description", "")]
    quoted = {name for text in said for _, name, _, _ in string.Formatter().parse(text) if name}
    return [
        *(f"{where}.{key}" for key in wanted if key not in found),
        *(f"{where}: nothing is given for {name}" for name in quoted - (issue.translation_placeholders or {}).keys()),
    ]
