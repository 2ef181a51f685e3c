"""Compares the texts with the source, both ways: what is asked for and missing, and what nobody asks for."""

import ast
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from homeassistant.const import Platform
from homeassistant.util.yaml import load_yaml_dict

from tests.texts.source import FUNCTION, Piece, Reach, Source, Words, words
from tests.texts.strings import Strings

# These lead to other flows, which have texts of their own.
OTHER_FLOWS = ("async_get_supported_subentry_types", "async_get_options_flow")
# Reasons that Home Assistant gives by itself, by what makes it do so.
IMPLIED = {
    "_abort_if_unique_id_configured": "already_configured",
    "_async_abort_entries_match": "already_configured",
    "_abort_if_unique_id_mismatch": "unique_id_mismatch",
}
# These have central texts, and may have one of ours.
CENTRAL = {"already_in_progress", "reauth_successful", "reconfigure_successful", "single_instance_allowed"}
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


class Flow:
    """One flow class, or several that share their texts."""

    def __init__(self, source: Source, roots: list[Piece]) -> None:
        """Walk through all that runs in the flow."""
        self.roots = roots
        self.pieces = Reach(source, roots, OTHER_FLOWS).pieces
        self._strings = Strings(source, self.pieces)
        self._methods = {
            node.name
            for root in roots
            for piece in source.bases(root)
            for node in getattr(piece.node, "body", [])
            if isinstance(node, FUNCTION)
        }

    @cached_property
    def words(self) -> Words:
        """Return every word that stands in it."""
        return words(self.pieces)

    @cached_property
    def steps(self) -> set[str]:
        """Return the steps that Home Assistant can call."""
        return {name.removeprefix("async_step_") for name in self._methods if name.startswith("async_step_")}

    @cached_property
    def shown(self) -> set[str]:
        """Return the steps of which a form or a menu is shown."""
        return self._keyword("step_id")

    @cached_property
    def errors(self) -> set[str]:
        """Return the errors that a form can show: those of an ``Outcome``, and of ``errors=``."""
        found = self._keyword("errors", "async_show_form", "Outcome")
        for scope, call in self._strings.calls:
            if ast.unparse(call.func) == "Outcome" and call.args:
                found |= self._strings.of(scope, call.args[0])
        return found

    @cached_property
    def aborts(self) -> set[str]:
        """Return the reasons that it gives, and those that Home Assistant gives for it."""
        called = {
            node.attr for piece in self.pieces for node in ast.walk(piece.node) if isinstance(node, ast.Attribute)
        }
        return self._keyword("reason") - CENTRAL | {reason for name, reason in IMPLIED.items() if name in called}

    def _keyword(self, name: str, *functions: str) -> set[str]:
        """Return what is passed under a name, to any function or to some."""
        return {
            word
            for scope, call in self._strings.calls
            for keyword in call.keywords
            if keyword.arg == name and (not functions or ast.unparse(call.func).rpartition(".")[2] in functions)
            for word in self._strings.of(scope, keyword.value)
        }


class Guard:
    """What the source asks for."""

    def __init__(self, folder: Path) -> None:
        """Read the source."""
        self.folder = folder
        self.source = Source(folder)
        everything = [Piece(module, module.tree) for module in self.source.modules.values()]
        self._strings = Strings(self.source, everything)
        self.words = words(everything)

    @cached_property
    def flows(self) -> dict[tuple[str, ...], Flow]:
        """Return the flows by where their texts stand."""
        config = [piece for piece in self.source.classes() if self.source.is_a(piece, "ConfigFlow")]
        options = [piece for piece in self.source.classes() if self.source.is_a(piece, "OptionsFlow")]
        found: dict[tuple[str, ...], Flow] = {("config",): Flow(self.source, config)}
        if options:
            found["options",] = Flow(self.source, options)
        for kind, piece in self._subentry_flows(config):
            found["config_subentries", kind] = Flow(self.source, [piece])
        return found

    @cached_property
    def fixes(self) -> Flow:
        """Return all flows of repairs as one: which of them mends what is decided when it is asked for."""
        names = ("RepairsFlow", "ConfirmRepairFlow")
        classes = self.source.classes()
        return Flow(self.source, [piece for piece in classes if any(self.source.is_a(piece, name) for name in names)])

    def _subentry_flows(self, config: list[Piece]) -> Iterator[tuple[str, Piece]]:
        for piece in config:
            for node in ast.walk(piece.node):
                if isinstance(node, FUNCTION) and node.name == OTHER_FLOWS[0]:
                    yield from self._listed(Piece(piece.module, node))

    def _listed(self, method: Piece) -> Iterator[tuple[str, Piece]]:
        for node in ast.walk(method.node):
            for key, value in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
                found = self.source.meaning(method.module, value)
                for kind in self._strings.of(method, key) if found else ():
                    yield kind, found  # type: ignore[misc]

    @cached_property
    def entities(self) -> set[tuple[str, str]]:
        """Return (platform, key) of every entity that has a name of its own."""
        found = set()
        for scope, call in self._strings.calls:
            if ast.unparse(call.func).endswith("Description"):
                found |= {(scope.module.name, key) for key in self._translation_keys(scope, call)}
        for module in self.source.modules.values():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Assign) and "_attr_translation_key" in ast.unparse(node.targets[0]):
                    found |= {(module.name, key) for key in self._strings.of(Piece(module, module.tree), node.value)}
        return found

    @cached_property
    def exceptions(self) -> dict[str, set[str]]:
        """Return the keys of every raised error, by where it is raised."""
        return {
            f"{scope.module.name}:{call.lineno}": self._translation_keys(scope, call)
            for scope, call in self._strings.calls
            if any(keyword.arg == "translation_domain" for keyword in call.keywords)
            and not ast.unparse(call.func).endswith("create_issue")
        }

    @cached_property
    def issues(self) -> set[str]:
        """Return the keys of the repairs, as far as they stand where they are made."""
        return self._keys_of("create_issue")

    @cached_property
    def selectors(self) -> set[str]:
        """Return the keys of all choices that have texts."""
        return self._keys_of("SelectorConfig")

    @cached_property
    def health(self) -> Words:
        """Return the words of the page "System information"."""
        module = self.source.modules.get("system_health")
        return words([Piece(module, module.tree)] if module else [])

    def _keys_of(self, ending: str) -> set[str]:
        calls = [found for found in self._strings.calls if ast.unparse(found[1].func).endswith(ending)]
        return {key for scope, call in calls for key in self._translation_keys(scope, call)}

    def _translation_keys(self, scope: Piece, call: ast.Call) -> set[str]:
        values = [keyword.value for keyword in call.keywords if keyword.arg == "translation_key"]
        return {key for value in values for key in self._strings.of(scope, value)}

    def described(self, kind: str) -> dict[str, Any]:
        """Return what ``services.yaml`` and its like describe; what begins with a dot is only there to be repeated."""
        path = self.folder / f"{kind}.yaml"
        found = load_yaml_dict(str(path)) if path.exists() else {}
        return {key: described for key, described in found.items() if not key.startswith(".")}


def missing(guard: Guard, texts: Texts) -> list[str]:
    """Return what the source asks for and the texts do not have."""
    return sorted([*_missing_flows(guard, texts), *_missing_others(guard, texts)])


def _missing_flows(guard: Guard, texts: Texts) -> Iterator[str]:
    for path, flow in guard.flows.items():
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


def _missing_others(guard: Guard, texts: Texts) -> Iterator[str]:
    for platform, key in guard.entities:
        yield from [] if key in _at(texts, ("entity", platform)) else [f"entity.{platform}.{key}"]
    for place, keys in guard.exceptions.items():
        yield from [f"exceptions: the key in {place} cannot be followed"] if not keys else []
        yield from (f"exceptions.{key}" for key in keys - _at(texts, ("exceptions",)).keys())
    yield from (f"issues.{key}" for key in guard.issues - _at(texts, ("issues",)).keys())
    yield from (f"selector.{key}" for key in guard.selectors - _at(texts, ("selector",)).keys())
    for kind in ("services", "triggers", "conditions"):
        for key, described in guard.described(kind).items():
            section = _at(texts, (kind, key))
            fields = ((described or {}).get("fields") or {}).keys() - section.get("fields", {}).keys()
            yield from [f"{kind}.{key}.{name}" for name in ("name", "description") if name not in section]
            yield from (f"{kind}.{key}.fields.{name}" for name in fields)


def unused(guard: Guard, texts: Texts) -> list[str]:
    """Return what the texts have and nobody asks for."""
    return sorted([*_unused_flows(guard, texts), *_unused_others(guard, texts)])


def _unused_flows(guard: Guard, texts: Texts) -> Iterator[str]:
    known = {path[:2] for path in guard.flows}
    kinds = [("config_subentries", kind) for kind in texts.get("config_subentries", {})]
    paths: list[tuple[str, ...]] = [("config",), *kinds, *([("options",)] if "options" in texts else [])]
    for path in paths:
        if path in known:
            yield from _unused_in_flow(guard.flows[path], ".".join(path), _at(texts, path))
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


def _unused_others(guard: Guard, texts: Texts) -> Iterator[str]:
    yield from texts.keys() - SECTIONS
    for platform, entities in texts.get("entity", {}).items():
        if platform not in set(Platform):
            yield f"entity.{platform}"
        for key, entity in entities.items():
            yield from [] if (platform, key) in guard.entities else [f"entity.{platform}.{key}"]
            states = {*entity.get("state", {}), *entity.get("state_attributes", {})} - HOME_ASSISTANTS_OWN
            yield from (f"entity.{platform}.{key}.{state}" for state in states if state not in guard.words)
    raised = {key for keys in guard.exceptions.values() for key in keys}
    yield from (f"exceptions.{key}" for key in texts.get("exceptions", {}).keys() - raised)
    for key, issue in texts.get("issues", {}).items():
        yield from [] if key in guard.words else [f"issues.{key}"]
        yield from _unused_in_flow(guard.fixes, f"issues.{key}.fix_flow", issue.get("fix_flow", {}))
    for key, choice in texts.get("selector", {}).items():
        yield from [] if key in guard.words else [f"selector.{key}"]
        yield from (f"selector.{key}.{option}" for option in choice["options"] if option not in guard.words)
    for kind in ("services", "triggers", "conditions"):
        for key, described in texts.get(kind, {}).items():
            fields = (guard.described(kind).get(key) or {}).get("fields") or {}
            yield from [] if key in guard.described(kind) else [f"{kind}.{key}"]
            yield from (f"{kind}.{key}.fields.{name}" for name in described.get("fields", {}).keys() - fields.keys())
    yield from (f"common.{key}" for key in texts.get("common", {}) if key not in guard.words)
    health = _at(texts, ("system_health", "info"))
    yield from (f"system_health.info.{key}" for key in health if key not in guard.health)


def _at(texts: Texts, path: tuple[str, ...]) -> dict[str, Any]:
    for key in path:
        texts = texts.get(key, {})
    return dict(texts)
