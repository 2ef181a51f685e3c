"""Compares the texts with the source, both ways: what is asked for and missing, and what nobody asks for."""

from collections.abc import Iterator, Mapping
from typing import Any

from homeassistant.const import Platform

from tests.texts.asked import CENTRAL, Asked, Flow

# States and attributes of every entity of a kind; they stand in no source of ours.
HOME_ASSISTANTS_OWN = {"on", "off", "event_type"}
SECTIONS = {
    "common",
    "config",
    "config_subentries",
    "options",
    "entity",
    "exceptions",
    "issues",
    "selector",
    "services",
    "triggers",
    "conditions",
    "system_health",
    "title",
}
type Texts = Mapping[str, Any]


def missing(asked: Asked, texts: Texts) -> list[str]:
    """Return what the source asks for and the texts do not have."""
    return sorted([*_missing_flows(asked, texts), *_missing_others(asked, texts)])


def _missing_flows(asked: Asked, texts: Texts) -> Iterator[str]:
    for path, flow in asked.flows.items():
        section = _at(texts, path)
        for name, keys in (("step", flow.shown), ("error", flow.errors), ("abort", flow.aborts)):
            yield from (f"{'.'.join(path)}.{name}.{key}" for key in keys - section.get(name, {}).keys())
        if path[0] == "config_subentries":
            ways = flow.steps & {"user", "reconfigure"}
            yield from (f"{'.'.join(path)}.initiate_flow.{key}" for key in ways - section["initiate_flow"].keys())
            yield from [] if "entry_type" in section else [f"{'.'.join(path)}.entry_type"]
        yield from _missing_explanations(".".join(path), section.get("step", {}))


def _missing_explanations(where: str, steps: Texts) -> Iterator[str]:
    """Yield the fields that have a label and no explanation, in sections too."""
    for key, step in steps.items():
        fields = step.get("data", {}).keys() - step.get("data_description", {}).keys()
        yield from (f"{where}.{key}.data_description.{name}" for name in fields)
        yield from _missing_explanations(f"{where}.{key}.sections", step.get("sections", {}))


def _missing_others(asked: Asked, texts: Texts) -> Iterator[str]:
    for platform, key in asked.entities:
        yield from [] if key in _at(texts, ("entity", platform)) else [f"entity.{platform}.{key}"]
    for place, keys in asked.exceptions.items():
        yield from [f"exceptions: the key in {place} cannot be followed"] if not keys else []
        yield from (f"exceptions.{key}" for key in keys - _at(texts, ("exceptions",)).keys())
    yield from (f"issues.{key}" for key in asked.issues - _at(texts, ("issues",)).keys())
    yield from (f"selector.{key}" for key in asked.selectors - _at(texts, ("selector",)).keys())
    for kind in ("services", "triggers", "conditions"):
        for key, described in asked.described(kind).items():
            section = _at(texts, (kind, key))
            fields = ((described or {}).get("fields") or {}).keys() - section.get("fields", {}).keys()
            yield from [f"{kind}.{key}.{name}" for name in ("name", "description") if name not in section]
            yield from (f"{kind}.{key}.fields.{name}" for name in fields)


def unused(asked: Asked, texts: Texts) -> list[str]:
    """Return what the texts have and nobody asks for."""
    return sorted([*_unused_flows(asked, texts), *_unused_others(asked, texts)])


def _unused_flows(asked: Asked, texts: Texts) -> Iterator[str]:
    known = {path[:2] for path in asked.flows}
    kinds = [("config_subentries", kind) for kind in texts.get("config_subentries", {})]
    paths: list[tuple[str, ...]] = [("config",), *kinds, *([("options",)] if "options" in texts else [])]
    for path in paths:
        if path in known:
            yield from _unused_in_flow(asked.flows[path], ".".join(path), _at(texts, path))
        else:
            yield ".".join(path)


def _unused_in_flow(flow: Flow, where: str, section: Texts) -> Iterator[str]:
    yield from (f"{where}.step.{key}" for key in section.get("step", {}).keys() - flow.steps - flow.shown)
    yield from (f"{where}.error.{key}" for key in section.get("error", {}) if key not in flow.words)
    implied = flow.aborts | CENTRAL | {"already_configured"}
    yield from (f"{where}.abort.{key}" for key in section.get("abort", {}).keys() - implied if key not in flow.words)
    yield from (f"{where}.initiate_flow.{key}" for key in section.get("initiate_flow", {}).keys() - flow.steps)
    yield from _unused_fields(flow, f"{where}.step", section.get("step", {}))


def _unused_fields(flow: Flow, where: str, steps: Texts) -> Iterator[str]:
    for key, step in steps.items():
        for part in ("data", "data_description", "menu_options", "sections"):
            yield from (f"{where}.{key}.{part}.{name}" for name in step.get(part, {}) if name not in flow.words)
        yield from _unused_fields(flow, f"{where}.{key}.sections", step.get("sections", {}))


def _unused_others(asked: Asked, texts: Texts) -> Iterator[str]:
    yield from texts.keys() - SECTIONS
    for platform, entities in texts.get("entity", {}).items():
        if platform not in set(Platform):
            yield f"entity.{platform}"
        for key, entity in entities.items():
            yield from [] if (platform, key) in asked.entities else [f"entity.{platform}.{key}"]
            states = {*entity.get("state", {}), *entity.get("state_attributes", {})} - HOME_ASSISTANTS_OWN
            yield from (f"entity.{platform}.{key}.{state}" for state in states if state not in asked.words)
    raised = {key for keys in asked.exceptions.values() for key in keys}
    yield from (f"exceptions.{key}" for key in texts.get("exceptions", {}).keys() - raised)
    for key, issue in texts.get("issues", {}).items():
        yield from [] if key in asked.words else [f"issues.{key}"]
        yield from _unused_in_flow(asked.fixes, f"issues.{key}.fix_flow", issue.get("fix_flow", {}))
    for key, choice in texts.get("selector", {}).items():
        yield from [] if key in asked.words else [f"selector.{key}"]
        yield from (f"selector.{key}.{option}" for option in choice["options"] if option not in asked.words)
    for kind in ("services", "triggers", "conditions"):
        for key, described in texts.get(kind, {}).items():
            fields = (asked.described(kind).get(key) or {}).get("fields") or {}
            yield from [] if key in asked.described(kind) else [f"{kind}.{key}"]
            yield from (f"{kind}.{key}.fields.{name}" for name in described.get("fields", {}).keys() - fields.keys())
    yield from (f"common.{key}" for key in texts.get("common", {}) if key not in asked.words)
    health = _at(texts, ("system_health", "info"))
    yield from (f"system_health.info.{key}" for key in health if key not in asked.health)


def _at(texts: Texts, path: tuple[str, ...]) -> dict[str, Any]:
    for key in path:
        texts = texts.get(key, {})
    return dict(texts)
