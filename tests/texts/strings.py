"""Which strings an expression can come to, followed through names, choices, functions and parameters."""

import ast
from collections.abc import Iterable, Iterator

from tests.texts.source import FUNCTION, SLUG, Function, Piece, Source


class Strings:
    """Follows expressions within some pieces of syntax; what it cannot follow comes to nothing."""

    def __init__(self, source: Source, pieces: Iterable[Piece]) -> None:
        """Remember every call in the pieces, each with the innermost function or piece in which it stands."""
        self._source = source
        self.calls: list[tuple[Piece, ast.Call]] = []
        for piece in pieces:
            self._collect(piece, piece.node)

    def _collect(self, scope: Piece, node: ast.AST) -> None:
        if isinstance(node, FUNCTION):
            scope = Piece(scope.module, node)
        elif isinstance(node, ast.Call):
            self.calls.append((scope, node))
        for child in ast.iter_child_nodes(node):
            self._collect(scope, child)

    def of(self, scope: Piece, node: ast.AST | None, seen: tuple[ast.AST, ...] = ()) -> set[str]:
        """Return the strings that an expression can come to."""
        if node is None or node in seen:
            return set()
        seen = (*seen, node)
        if isinstance(node, ast.Constant):
            return {node.value} if isinstance(node.value, str) and SLUG.fullmatch(node.value) else set()
        if isinstance(node, ast.Call):
            return self._returned(scope, node.func, node.args, seen)
        if isinstance(node, ast.Name | ast.Attribute):
            return self._named(scope, node, seen)
        return self._union(scope, _parts(node), seen)

    def _union(self, scope: Piece, nodes: Iterable[ast.AST], seen: tuple[ast.AST, ...]) -> set[str]:
        return {word for node in nodes for word in self.of(scope, node, seen)}

    def _returned(self, scope: Piece, func: ast.expr, args: list[ast.expr], seen: tuple[ast.AST, ...]) -> set[str]:
        """Return what a function of the package returns; ``dict.fromkeys`` is known as well."""
        if ast.unparse(func) == "dict.fromkeys":
            return self._union(scope, args[1:], seen)
        found = self._source.meaning(scope.module, func)
        if found is None or not isinstance(found.node, FUNCTION):
            return set()
        returned = [node.value for node in ast.walk(found.node) if isinstance(node, ast.Return) and node.value]
        return self._union(found, returned, seen)

    def _named(self, scope: Piece, node: ast.Name | ast.Attribute, seen: tuple[ast.AST, ...]) -> set[str]:
        """Return what a local variable, a parameter or a constant can be."""
        if isinstance(node, ast.Name) and isinstance(scope.node, FUNCTION):
            assigned = [value for name, value in _assignments(scope.node) if name == node.id]
            if assigned:
                return self._union(scope, assigned, seen)
            if node.id in _parameters(scope.node):
                return self._passed(scope.node, node.id, seen)
        found = self._source.meaning(scope.module, node)
        return self.of(found, found.node, seen) if found and not isinstance(found.node, ast.ClassDef) else set()

    def _passed(self, function: Function, parameter: str, seen: tuple[ast.AST, ...]) -> set[str]:
        """Return what callers pass for a parameter."""
        names = _parameters(function)
        position = names.index(parameter) - (names[0] in ("self", "cls"))
        found: set[str] = set()
        for caller, call in self.calls:
            if _called(call) == function.name:
                by_name = [keyword.value for keyword in call.keywords if keyword.arg == parameter]
                by_place = call.args[position : position + 1]
                found |= self._union(caller, [*by_name, *by_place], seen)
        return found


def _parts(node: ast.AST) -> list[ast.expr]:
    """Return the parts of which an expression can come to each: choices, members, what is picked from."""
    match node:
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
        case ast.BoolOp(values=values) | ast.Dict(values=values):
            return values
        case ast.List(elts=values) | ast.Tuple(elts=values) | ast.Set(elts=values):
            return values
        case ast.Subscript(value=value) | ast.Await(value=value):
            return [value]
    return []


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _parameters(function: Function) -> list[str]:
    args = function.args
    return [arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs)]


def _assignments(function: Function) -> Iterator[tuple[str, ast.expr]]:
    """Yield (name, value) of all assignments in a function, unpacked tuples included."""
    for node in ast.walk(function):
        if isinstance(node, ast.NamedExpr):
            yield node.target.id, node.value
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _unpacked(target, node.value)


def _unpacked(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for inner, part in zip(target.elts, value.elts, strict=False):
            yield from _unpacked(inner, part)
