"""What the source asks for in texts: the pages of its flows, its entities, its errors, its choices."""

import ast
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

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


class Asked:
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
