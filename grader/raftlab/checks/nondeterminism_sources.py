"""The lines of a submission that can make it nondeterministic, by cause. The text is only parsed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Literal

Cause = Literal["clock", "address", "order", "shared", "kept", "hidden"]
"""What the server's behaviour depends on besides its state and the event."""

SourceLine = tuple[int, str]
"""A line number, and what is on that line."""

MUTATORS = frozenset(
    {"append", "extend", "insert", "add", "update", "pop", "popitem", "remove", "discard", "clear", "setdefault"}
    | {"appendleft", "popleft", "truncateFrom", "subtract", "sort", "reverse"}
)
CLOCK_AND_RANDOM_NAMES = frozenset(
    {"time", "perf_counter", "monotonic", "process_time", "random", "urandom", "getrandbits", "randint"}
)
ADDRESS_CALLS = frozenset({"id", "hash", "repr", "object"})
CACHE_DECORATORS = frozenset({"cache", "lru_cache", "cached_property", "singledispatch"})
SET_CONSTRUCTORS = frozenset({"set", "frozenset"})
SET_METHODS = frozenset({"union", "intersection", "difference", "symmetric_difference"})
SERVER_SETS = frozenset({"votesGranted", "preVotesGranted"})
ORDER_INDEPENDENT_CALLS = frozenset({"sorted", "set", "frozenset", "len", "min", "max", "sum", "any", "all"})
"""Calls whose result does not depend on the order of a set."""
ORDERED_CALLS = frozenset({"list", "tuple", "iter", "enumerate", "zip", "map", "filter", "reversed", "dict", "deque"})
MUTABLE_NODES = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.Call)
NODE_TEXT_LIMIT = 60
"""How much of a student's text one line quotes."""
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def find_sources(source: str, cause: Cause) -> list[SourceLine]:
    """Return the lines of `source` that can be the cause, in order."""
    look: Callable[[ast.Module], Iterator[SourceLine]]
    look = {"clock": clock_lines, "address": address_lines, "order": set_order_lines}.get(cause, global_state_lines)
    return sorted(set(look(parse_source(source))))


def has_global_state(source: str) -> bool:
    """Return whether `source` shows a line that changes what belongs to the module, to a class or to a function."""
    return any(mutation_lines(parse_source(source)))


def parse_source(source: str) -> ast.Module:
    """Return the syntax tree of `source`, an empty one if it cannot be parsed."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def node_text(node: ast.AST) -> str:
    """Return `node` as Python text, at most NODE_TEXT_LIMIT characters; "…" for a node that cannot be written."""
    try:
        return ast.unparse(node)[:NODE_TEXT_LIMIT]
    except (ValueError, RecursionError, MemoryError):  # a huge number, or deep nesting
        return "…"


# ---- state outside of the server  -----------------------------------------------------------------------------------


def global_state_lines(tree: ast.Module) -> Iterator[SourceLine]:
    """Yield the lines that change a value of the module, a class or a function; if none do, the mutable values."""
    changes = list(mutation_lines(tree))
    yield from changes or mutable_value_lines(tree)


def mutation_lines(tree: ast.Module) -> Iterator[SourceLine]:
    """Yield the lines that change what belongs to the module, to a class or to a function."""
    modules = bound_names(tree.body)
    kinds = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    own = {name for kind in kinds for name in bound_names(kind.body)} - self_attributes(tree)
    classes = {kind.name for kind in kinds} | {"cls"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Global | ast.Nonlocal):
            where = "the module" if isinstance(node, ast.Global) else "an outer function"
            yield node.lineno, f"{', '.join(node.names)} belongs to {where}, and is changed here"
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from cache_lines(node)
            yield from mutations_in(node, modules - local_names(node), own, classes)


def mutations_in(
    function: Function, module_names: set[str], class_attributes: set[str], class_names: set[str]
) -> Iterator[SourceLine]:
    """Yield where `function` changes a value of the module, an attribute of a class, or one of its own defaults."""
    defaults = mutable_defaults(function)
    for node in ast.walk(function):
        target = mutated_expression(node)
        if target is None:
            continue
        belongs = ""
        if is_class_reference(target, class_names) or is_class_attribute(target, class_attributes, class_names):
            belongs = "belongs to the class"
        elif isinstance(target, ast.Name) and target.id in defaults:
            belongs = "has a default that all calls share"
        elif isinstance(target, ast.Name) and target.id in module_names:
            belongs = "belongs to the module"
        if belongs:
            named = node if isinstance(node, ast.Attribute) and is_class_reference(target, class_names) else target
            yield target.lineno, f"{node_text(named)} {belongs}, and is changed here"


def mutated_expression(node: ast.AST) -> ast.expr | None:
    """Return the value that `node` changes: whose item or attribute it sets, or whose method changes it."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
        return node.func.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("setattr", "next"):
        return node.args[0] if node.args else None
    if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
        return node.value
    return None


def mutable_value_lines(tree: ast.Module) -> Iterator[SourceLine]:
    """Yield the lines that give the module or a class a value that can change."""
    bodies = [tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]
    for statement in (each for body in bodies for each in body):
        if isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(statement.value, MUTABLE_NODES):
            names = ", ".join(sorted(bound_names([statement])))
            yield statement.lineno, f"{names} is one value for all servers"


def is_class_reference(node: ast.expr, class_names: set[str]) -> bool:
    """Return whether `node` means a class: by its name, as type(self), or as self.__class__."""
    if isinstance(node, ast.Name):
        return node.id in class_names
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "type"
    return isinstance(node, ast.Attribute) and node.attr == "__class__"


def is_class_attribute(node: ast.expr, class_attributes: set[str], class_names: set[str]) -> bool:
    """Return whether `node` is a class attribute: accessed through the class, or named in `class_attributes`."""
    return isinstance(node, ast.Attribute) and (
        node.attr in class_attributes or is_class_reference(node.value, class_names)
    )


def bound_names(statements: list[ast.stmt]) -> set[str]:
    """Return the names that `statements` bind directly."""
    names = {each.name for each in statements if isinstance(each, ast.FunctionDef | ast.ClassDef)}
    for statement in statements:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            names |= {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and is_store(node)}
    return names


def is_store(node: ast.Name | ast.Attribute) -> bool:
    """Return whether the name or attribute is given a value."""
    return isinstance(node.ctx, ast.Store)


def self_attributes(tree: ast.AST) -> set[str]:
    """Return the attributes that are given a value of the server's own: self.x = …"""
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and is_store(node))
    return {node.attr for node in found if isinstance(node.value, ast.Name) and node.value.id == "self"}


def local_names(function: Function) -> set[str]:
    """Return the names that `function` binds for itself."""
    given = {each.arg for each in ast.walk(function) if isinstance(each, ast.arg)}
    shared = {name for each in ast.walk(function) if isinstance(each, ast.Global) for name in each.names}
    bound = {each.id for each in ast.walk(function) if isinstance(each, ast.Name) and is_store(each)}
    return (given | bound) - shared


def mutable_defaults(function: Function) -> set[str]:
    """Return the parameters whose default is a value that can change."""
    named = [*function.args.posonlyargs, *function.args.args]
    pairs = [*zip(reversed(named), reversed(function.args.defaults), strict=False)]
    pairs += [
        (arg, value) for arg, value in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True) if value
    ]
    return {arg.arg for arg, value in pairs if not isinstance(value, ast.Constant | ast.Name | ast.UnaryOp)}


def cache_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[SourceLine]:
    """Yield the decorators that cache the results of a function."""
    for decorator in function.decorator_list:
        if CACHE_DECORATORS & {*names_in(decorator)}:
            yield decorator.lineno, f"{function.name} remembers what it returned before"


# ---- order, address, clock ------------------------------------------------------------------------------------------


def set_order_lines(tree: ast.Module) -> Iterator[SourceLine]:
    """Yield the lines that take the items of a set one after the other, or use hash()."""
    sets = find_set_names(tree)
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and is_call_to(node, ORDER_INDEPENDENT_CALLS)
    ]
    harmless = {id(part) for call in calls for given in call.args for part in ast.walk(given)}
    for node in ast.walk(tree):
        for taken in iterated_expressions(node):
            if id(taken) not in harmless and is_set(taken, sets):
                yield taken.lineno, f"the items of {node_text(taken)} come in no fixed order"
        if isinstance(node, ast.Call) and is_call_to(node, frozenset({"hash"})):
            yield node.lineno, "hash() of a text differs from process to process"


def iterated_expressions(node: ast.AST) -> list[ast.expr]:
    """Return the expressions whose items `node` takes one after the other."""
    if isinstance(node, ast.For | ast.comprehension):
        return [node.iter]
    if isinstance(node, ast.Starred):
        return [node.value]
    if not isinstance(node, ast.Call):
        return []
    if isinstance(node.func, ast.Attribute) and node.func.attr == "pop" and not node.args:
        return [node.func.value]
    joins = isinstance(node.func, ast.Attribute) and node.func.attr == "join"
    return node.args if joins or is_call_to(node, ORDERED_CALLS) else []


def is_set(node: ast.expr, set_names: frozenset[str]) -> bool:
    """Return whether the expression is a set, as far as the text shows."""
    if isinstance(node, ast.BinOp):
        return is_set(node.left, set_names) or is_set(node.right, set_names)
    if isinstance(node, ast.Call):
        by_method = isinstance(node.func, ast.Attribute) and node.func.attr in SET_METHODS
        return by_method or is_call_to(node, SET_CONSTRUCTORS)
    if isinstance(node, ast.Name):
        return node.id in set_names
    return isinstance(node, ast.Set | ast.SetComp) or (isinstance(node, ast.Attribute) and node.attr in set_names)


def find_set_names(tree: ast.Module) -> frozenset[str]:
    """Return the names and attributes that hold sets: the server's, and those that the text makes."""
    sets = SERVER_SETS
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and is_set(node.value, sets):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            sets |= {name for each in targets for name in names_in(each, is_deep=False)}
    return sets


def address_lines(tree: ast.Module) -> Iterator[SourceLine]:
    """Yield the lines that use the address of an object, as with id()."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and is_call_to(node, ADDRESS_CALLS):
            yield node.lineno, f"{node_text(node)} depends on where an object lies in memory"


def clock_lines(tree: ast.Module) -> Iterator[SourceLine]:
    """Yield the lines that name a clock or a source of random numbers."""
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.alias) and (
            named := CLOCK_AND_RANDOM_NAMES & {*names_in(node, is_deep=False)}
        ):
            yield node.lineno, f"{min(named)} is another each time"


def is_call_to(node: ast.AST, names: frozenset[str]) -> bool:
    """Return whether `node` calls one of these names."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def names_in(node: ast.AST, is_deep: bool = True) -> Iterator[str]:
    """Yield the names and attributes in `node`, or of it alone."""
    for each in ast.walk(node) if is_deep else (node,):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr
        elif isinstance(each, ast.alias):
            yield each.name
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value
