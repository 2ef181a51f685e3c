"""The integration's source as syntax: what can be reached from a class, and which strings stand there."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
import re

SLUG = re.compile(r"[a-z][a-z0-9_]*")
type Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(eq=False)
class Module:
    """One file: what it defines at its top, and what it imports from the others."""

    name: str
    tree: ast.Module
    defined: dict[str, ast.AST] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Piece:
    """A piece of syntax, and the module whose names it uses."""

    module: Module
    node: ast.AST


def read(folder: Path) -> dict[str, Module]:
    """Return the modules of a package by their dotted name, the package itself being ""."""
    modules = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        modules[name] = _module(name, ast.parse(path.read_text()), is_package=is_package)
    return modules


def _module(name: str, tree: ast.Module, *, is_package: bool) -> Module:
    module = Module(name, tree)
    node: ast.AST
    for node in tree.body:
        if isinstance(node, (*FUNCTION, ast.ClassDef)):
            module.defined[node.name] = node
        elif isinstance(node, ast.Assign):
            module.defined |= {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            module.defined[node.target.id] = node.value
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = name.split(".") if name else []
            base = base[: len(base) - node.level + is_package] + (node.module or "").split(".")
            origin = ".".join(filter(None, base))
            module.imported |= {alias.asname or alias.name: (origin, alias.name) for alias in node.names}
    return module


class Source:
    """All modules, and who leads to whom."""

    def __init__(self, folder: Path) -> None:
        """Read the package."""
        self.modules = read(folder)

    def find(self, module: Module, name: str) -> Piece | Module | None:
        """Return what a name means in a module: a definition anywhere in the package, or another module of it."""
        if name in module.defined:
            return Piece(module, module.defined[name])
        if name not in module.imported:
            return None
        origin, original = module.imported[name]
        if submodule := self.modules.get(f"{origin}.{original}".lstrip(".")):
            return submodule
        return self.find(self.modules[origin], original) if origin in self.modules else None

    def meaning(self, module: Module, node: ast.AST) -> Piece | None:
        """Return what a name, or a name in another module, stands for."""
        found: Piece | Module | None = None
        if isinstance(node, ast.Name):
            found = self.find(module, node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = self.find(module, node.value.id)
            found = self.find(owner, node.attr) if isinstance(owner, Module) else None
        return found if isinstance(found, Piece) else None

    def classes(self) -> Iterator[Piece]:
        """Yield every class."""
        for module in self.modules.values():
            yield from (Piece(module, node) for node in module.tree.body if isinstance(node, ast.ClassDef))

    def bases(self, piece: Piece) -> Iterator[Piece]:
        """Yield a class and those of the package that it inherits from."""
        yield piece
        for base in piece.node.bases if isinstance(piece.node, ast.ClassDef) else ():
            target = base.value if isinstance(base, ast.Subscript) else base
            if found := self.meaning(piece.module, target):
                yield from self.bases(found)

    def is_a(self, piece: Piece, name: str) -> bool:
        """Tell whether a class inherits from one of this name, here or elsewhere."""
        names = {ast.unparse(base).partition("[")[0] for found in self.bases(piece) for base in _bases(found.node)}
        return name in names


def _bases(node: ast.AST) -> list[ast.expr]:
    return node.bases if isinstance(node, ast.ClassDef) else []


class Reach:
    """All that runs once Home Assistant calls the methods of some classes.

    A name leads to its definition; a method is taken to run if its class was met
    and somebody calls one of its name. That is more than runs, never less.
    """

    def __init__(self, source: Source, roots: Iterable[Piece], leave_out: Iterable[str] = ()) -> None:
        """Walk until nothing new is met; methods named in ``leave_out`` lead elsewhere."""
        self._source = source
        self._left_out = set(leave_out)
        self._called: set[str] = set()
        self._met: list[Piece] = []
        self.pieces: list[Piece] = []
        for root in roots:
            for piece in source.bases(root):
                self._meet(piece)
                for method in _methods(piece.node):
                    self._visit(Piece(piece.module, method))
        self._walk()

    def _walk(self) -> None:
        before = -1
        while before != len(self.pieces):
            before = len(self.pieces)
            for piece in list(self._met):
                for method in _methods(piece.node):
                    if method.name in self._called or method.name.startswith("__"):
                        self._visit(Piece(piece.module, method))

    def _meet(self, piece: Piece) -> None:
        """Take note of a definition; of a class its methods wait until they are called."""
        if not isinstance(piece.node, ast.ClassDef):
            self._visit(piece)
        elif piece not in self._met:
            self._met.append(piece)
            for node in (*piece.node.bases, *(node for node in piece.node.body if not isinstance(node, FUNCTION))):
                self._visit(Piece(piece.module, node))

    def _visit(self, piece: Piece) -> None:
        if piece in self.pieces or getattr(piece.node, "name", None) in self._left_out:
            return
        self.pieces.append(piece)
        for node in ast.walk(piece.node):
            if isinstance(node, ast.Attribute):
                self._called.add(node.attr)
            if found := self._source.meaning(piece.module, node):
                self._meet(found)


def _methods(node: ast.AST) -> list[Function]:
    return [found for found in node.body if isinstance(found, FUNCTION)] if isinstance(node, ast.ClassDef) else []


@dataclass
class Words:
    """The words of some syntax: whole ones, and those that are put together."""

    whole: set[str]
    patterns: list[re.Pattern[str]]

    def __contains__(self, word: str) -> bool:
        """Tell whether a word can come out of it."""
        return word in self.whole or any(pattern.fullmatch(word) for pattern in self.patterns)


def words(pieces: Iterable[Piece]) -> Words:
    """Return the words that stand in some pieces of syntax."""
    found = Words(set(), [])
    for piece in pieces:
        for node in ast.walk(piece.node):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SLUG.fullmatch(node.value):
                found.whole.add(node.value)
            elif isinstance(node, ast.JoinedStr) and (pattern := _pattern(node)):
                found.patterns.append(pattern)
    return found


def _pattern(node: ast.JoinedStr) -> re.Pattern[str] | None:
    """Return what a put together word looks like, None where that could be any."""
    parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
    fixed = "".join(str(part) for part in parts if part)
    if not re.fullmatch(r"[a-z0-9_]{4,}", fixed):
        return None
    return re.compile("".join(re.escape(str(part)) if part else "[a-z0-9_]+" for part in parts))
