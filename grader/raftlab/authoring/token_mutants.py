"""One-token mutants of a reference: every small change of what a student writes, generated mechanically."""

from __future__ import annotations

import ast
import hashlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

from raftlab.authoring.swappable_names import (
    Groups,
    class_members_by_kind,
    constant_kinds,
    local_kinds,
    server_source_texts,
)
from raftlab.errors import RaftlabError
from raftlab.kit import Kit, Scene
from raftlab.skeleton import make_skeleton
from raftlab.worker.server_composition import compile_layer
from raftlab.worker.wire import Layer

COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
TOKEN_SWAPS = {"is": ["is not"], "is not": ["is"], "in": ["not in"], "not in": ["in"], "and": ["or"], "or": ["and"]}
TOKEN_SWAPS |= {sign: [other for other in COMPARISONS if other != sign] for sign in COMPARISONS}
ARITHMETIC = {"+": ["-"], "-": ["+"], "*": ["//", "+"], "//": ["*", "%"], "%": ["//"], "|": ["&"], "&": ["|"]}
NAME_SWAPS = {"min": "max", "max": "min", "any": "all", "all": "any"}
BINARY_TOKEN = re.compile(rb"//|[-+*%|&]")
COMPARISON_TOKEN = re.compile(rb"is\s+not\b|not\s+in\b|is\b|in\b|[<>=!]=|[<>]")
BOOLEAN_TOKEN = re.compile(rb"\b(and|or)\b")
FunctionNode = ast.FunctionDef


@dataclass(frozen=True)
class TokenMutant:
    """A reference with one change. `line` is where the change begins."""

    method: str
    line: int
    line_text: str
    change: str
    source: str

    @property
    def name(self) -> str:
        """Return the words that describe the mutant wherever its line moves."""
        return f"{self.method} | {self.line_text} | {self.change}"


@dataclass(frozen=True)
class MutantFate:
    """A one-token mutant and the check that fails it on every seed; "" if none does. note: what else was seen."""

    mutant: TokenMutant
    killed_by: str = ""
    note: str = ""


@dataclass(frozen=True)
class TextEdit:
    """Replace the bytes from `start` to `end` by `text`. change: what to call it, where the two texts do not."""

    start: int
    end: int
    text: str
    change: str = ""


def make_token_mutants(kit: Kit, scene: Scene) -> list[TokenMutant]:
    """Return the mutants of what students write in `scene`, each once: no two compile to the same code."""
    source = kit.solution_layer(scene).source
    folders = (each.folder for each in kit.scenes if each.id <= scene.id)  # later messages mean nothing here
    groups = class_members_by_kind([*server_source_texts(folders), source])
    text = SourceText(source)
    tree = ast.parse(source)
    seen: set[tuple[int, str]] = set()
    found: list[TokenMutant] = []
    numbers: dict[str, int] = {}
    for function in student_written_functions(tree, ast.parse(make_skeleton(kit, scene)), scene):
        outermost = outermost_function(tree, function)
        seen.add((outermost.lineno, text.code_digest(outermost)))
        for edit in body_edits(text, function, groups):
            digest = text.code_digest(outermost, edit)
            if digest and (outermost.lineno, digest) not in seen:
                seen.add((outermost.lineno, digest))
                mutant = text.apply(edit, function.name)
                number = numbers[mutant.name] = numbers.get(mutant.name, 0) + 1
                found.append(mutant if number == 1 else number_mutant(mutant, number))
    return found


def outermost_function(tree: ast.Module, function: FunctionNode) -> FunctionNode:
    """Return the method, or the function of the module, that is or holds `function`."""
    nodes = (node for node in ast.walk(tree) if isinstance(node, FunctionNode))  # from the outside inwards
    return next(node for node in nodes if node.lineno <= function.lineno <= (node.end_lineno or 0))


def number_mutant(mutant: TokenMutant, number: int) -> TokenMutant:
    """Return the mutant with a number: its line has the same change at several places."""
    return TokenMutant(mutant.method, mutant.line, mutant.line_text, f"{mutant.change}, place {number}", mutant.source)


def bytecode_text(code: CodeType) -> str:
    """Return the instructions, constants and names of a code object as text, without line numbers."""
    constants = [bytecode_text(each) if isinstance(each, CodeType) else repr(each) for each in code.co_consts]
    return repr((code.co_code.hex(), constants, code.co_names, code.co_varnames, code.co_exceptiontable.hex()))


def student_written_functions(reference: ast.Module, skeleton: ast.Module, scene: Scene) -> list[FunctionNode]:
    """Return the functions of the reference that a student writes: the holes, and what the skeleton lacks."""
    kept = {node.name for node in ast.walk(skeleton) if isinstance(node, FunctionNode)} - set(scene.holes)
    return [node for node in ast.walk(reference) if isinstance(node, FunctionNode) and node.name not in kept]


class SourceText:
    """The reference's text, and the places of its syntax nodes in it."""

    def __init__(self, source: str) -> None:
        self.data = source.encode()
        self.lines = source.splitlines()
        self._starts = [0]
        for line in self.data.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return where a node starts and ends."""
        place = (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
        return self._starts[place[0] - 1] + place[1], self._starts[place[2] - 1] + place[3]

    def part(self, node: ast.AST) -> str:
        """Return the text of a node."""
        start, end = self.span(node)
        return self.data[start:end].decode()

    def code_digest(self, function: FunctionNode, edit: TextEdit | None = None) -> str:
        """Return a digest of what a function compiles to after an edit of its body, "" if it does not compile.

        A whole file takes ten times as long. Nothing is run.
        """
        start, end = self.span(function)
        edit = edit or TextEdit(end, end, "")
        body = (self.data[start : edit.start] + edit.text.encode() + self.data[edit.end : end]).decode()
        heading = "class Layer:\n" if function.col_offset else ""  # super() needs a class
        layer = Layer("function.py", f"{heading}{' ' * function.col_offset}{body}\n", "Layer")
        try:
            code = compile_layer(layer, skip_import_check=True)
        except RaftlabError:
            return ""
        return hashlib.sha256(bytecode_text(code).encode()).hexdigest()

    def apply(self, edit: TextEdit, method: str) -> TokenMutant:
        """Return the mutant that an edit makes."""
        line = self.data.count(b"\n", 0, edit.start) + 1
        before = " ".join(self.data[edit.start : edit.end].decode().split())
        change = edit.change or f"{before} → {' '.join(edit.text.split()) or 'nothing'}"
        source = (self.data[: edit.start] + edit.text.encode() + self.data[edit.end :]).decode()
        return TokenMutant(method, line, self.lines[line - 1].strip(), change, source)


def body_edits(text: SourceText, function: FunctionNode, groups: Groups) -> list[TextEdit]:
    """Return every edit of a function's body, in the order of the text."""
    kinds = local_kinds(function, groups)
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    found: list[TextEdit] = []
    for node in (node for statement in body for node in ast.walk(statement)):
        found += operator_edits(text, node)
        found += value_edits(text, node)
        found += name_edits(text, node, kinds, groups)
        found += argument_edits(text, node)
        found += statement_edits(text, node)
    return sorted(found, key=lambda edit: edit.start)


def operator_edits(text: SourceText, node: ast.AST) -> Iterator[TextEdit]:
    """Yield the edits of comparisons, arithmetic and logic; `not x` becomes `x`."""
    if isinstance(node, ast.Compare):
        operands = [node.left, *node.comparators]
        for left, right in itertools.pairwise(operands):
            yield from operator_swaps(text, COMPARISON_TOKEN, TOKEN_SWAPS, text.span(left)[1], text.span(right)[0])
    elif isinstance(node, ast.BoolOp):
        for left, right in zip(node.values, node.values[1:], strict=False):
            yield from operator_swaps(text, BOOLEAN_TOKEN, TOKEN_SWAPS, text.span(left)[1], text.span(right)[0])
    elif isinstance(node, ast.BinOp):
        yield from operator_swaps(text, BINARY_TOKEN, ARITHMETIC, text.span(node.left)[1], text.span(node.right)[0])
    elif isinstance(node, ast.AugAssign):
        yield from operator_swaps(text, BINARY_TOKEN, ARITHMETIC, text.span(node.target)[1], text.span(node.value)[0])
    elif isinstance(node, ast.UnaryOp):
        yield TextEdit(text.span(node)[0], text.span(node.operand)[0], "")


def operator_swaps(
    text: SourceText, pattern: re.Pattern[bytes], swaps: dict[str, list[str]], start: int, end: int
) -> Iterator[TextEdit]:
    """Yield the edits of the one operator between two operands."""
    match = pattern.search(text.data, start, end)
    token = " ".join(match[0].decode().split()) if match else ""
    for other in swaps.get(token, []) if match else ():
        yield TextEdit(match.start(), match.end(), other)  # type: ignore[union-attr]


def value_edits(text: SourceText, node: ast.AST) -> Iterator[TextEdit]:
    """Yield the edits of constants: numbers one up and down, truth values swapped, texts and tuples emptied."""
    if isinstance(node, ast.Constant):
        start, end = text.span(node)
        if isinstance(node.value, bool):
            yield TextEdit(start, end, str(not node.value))
        elif isinstance(node.value, int):
            yield from (TextEdit(start, end, str(node.value + step)) for step in (-1, 1))
        elif isinstance(node.value, str) and node.value:
            yield TextEdit(start, end, '""')
    elif isinstance(node, ast.List | ast.Set | ast.Dict) and (getattr(node, "elts", None) or getattr(node, "keys", 0)):
        empty = {ast.List: "[]", ast.Set: "set()", ast.Dict: "{}"}
        yield TextEdit(*text.span(node), empty[type(node)])


def name_edits(text: SourceText, node: ast.AST, kinds: dict[str, str], groups: Groups) -> Iterator[TextEdit]:
    """Yield the edits that put another name of the same kind in the place of a name or an attribute."""
    if isinstance(node, ast.Name):
        others = [NAME_SWAPS[node.id]] if node.id in NAME_SWAPS else same_kind_names(node.id, kinds)
        for other in others:
            yield TextEdit(*text.span(node), other)
    elif isinstance(node, ast.Attribute):
        end = text.span(node)[1]
        for other in same_kind_attributes(node, kinds, groups):
            yield TextEdit(end - len(node.attr.encode()), end, other)


def same_kind_names(name: str, kinds: dict[str, str]) -> list[str]:
    """Return the other local names, or constants of the server's module, of the same kind."""
    for scope in (kinds, constant_kinds()):
        if name in scope:
            return [other for other, kind in scope.items() if kind == scope[name] and other != name]
    return []


def same_kind_attributes(node: ast.Attribute, kinds: dict[str, str], groups: Groups) -> list[str]:
    """Return the other attributes of the same kind of the classes that the value may be of."""
    owner = kinds.get(node.value.id, "") if isinstance(node.value, ast.Name) else ""
    if isinstance(node.value, ast.Name) and node.value.id == "self":
        owner = "Server"
    found: dict[str, None] = {}
    for (kind_owner, kind), names in groups.items():
        if (
            node.attr in names
            and not kind.endswith("-> None")
            and (owner == kind_owner or not any(owner == known for known, _ in groups))
        ):
            found |= dict.fromkeys(other for other in names if other != node.attr)
    return list(found)


def argument_edits(text: SourceText, node: ast.AST) -> Iterator[TextEdit]:
    """Yield the edits that swap two neighbours, arguments or elements of a tuple, and that drop a named argument."""
    values: list[ast.expr] = []
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            end = text.span(keyword)[1]
            comma = re.compile(rb"\s*,").match(text.data, end)
            yield TextEdit(text.span(keyword)[0], comma.end() if comma else end, "", f"{keyword.arg}= dropped")
        values = [*node.args, *(keyword.value for keyword in node.keywords)]
    elif isinstance(node, ast.Tuple):
        values = node.elts
    for left, right in itertools.pairwise(values):
        (start, left_end), (right_start, end) = text.span(left), text.span(right)
        between = text.data[left_end:right_start].decode()
        yield TextEdit(start, end, text.part(right) + between + text.part(left))


def statement_edits(text: SourceText, node: ast.AST) -> Iterator[TextEdit]:
    """Yield the edits that drop a statement, and that swap `break` and `continue`."""
    if isinstance(node, ast.Break | ast.Continue):
        yield TextEdit(*text.span(node), "continue" if isinstance(node, ast.Break) else "break")
    if isinstance(node, ast.If) and text.part(node).startswith("elif"):
        start, _ = text.span(node)
        end = text.span(node.body[-1])[1]
        yield TextEdit(start, end, "elif False: pass", "branch dropped")
    elif isinstance(node, ast.stmt) and not isinstance(node, ast.Pass | FunctionNode):
        yield TextEdit(*text.span(node), "pass", "statement dropped")
