"""The shortest form of a difference: `replace("method", "old text", "new text")`, made into the whole method.

The statement stands in the class for a method of the reference, above the class for a function or a constant of it.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from raftlab.errors import KitError
from raftlab.solutions.source_pieces import Piece, SourcePieces, parse_module

CALL = "replace"
FORM = f'`{CALL}("name", "old text", "new text")`'
Texts = tuple[str, str, str]
"""What a statement says: the name in the reference, the text there, and what stands in its place."""


def expand_replacements(reference: SourcePieces, new: SourcePieces) -> SourcePieces:
    """Return the pieces of `new` with each `replace` made into the definition that it stands for. KitError else."""
    pieces = expand_pieces(reference.pieces, new.pieces, new.place)
    if new.layer is None or reference.layer is None:
        return replace(new, pieces=pieces)
    inner = expand_pieces(reference.layer.pieces, new.layer.pieces, new.place)
    return replace(new, pieces=pieces, layer=replace(new.layer, pieces=inner))


def expand_pieces(reference: Sequence[Piece], new: Sequence[Piece], place: str) -> tuple[Piece, ...]:
    """Return `new` with the statements about one name, which follow each other, as one definition."""
    found: list[Piece] = []
    for name, group in groupby(new, key=lambda piece: replacement_target(piece, place)):
        pieces = list(group)
        found += pieces if name is None else [edited_piece(reference, name, pieces, place)]
    return tuple(found)


def replacement_target(piece: Piece, place: str) -> str | None:
    """Return the name that a `replace` is about, None for any other statement."""
    return texts[0] if (texts := replacement_texts(piece, place)) else None


def replacement_texts(piece: Piece, place: str) -> Texts | None:
    """Return the three texts of a `replace`, None for any other statement. KitError where it has no such texts."""
    node = piece.nodes[0]
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return None
    call = node.value
    if not isinstance(call.func, ast.Name) or call.func.id != CALL:
        return None
    texts = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    if len(texts) != 3 or len(call.args) != 3 or call.keywords:
        raise KitError(f"{place}, line {piece.line}: {CALL} takes three texts; write {FORM}")
    return texts[0], texts[1], texts[2]


def edited_piece(reference: Sequence[Piece], name: str, statements: Sequence[Piece], place: str) -> Piece:
    """Return the reference's definition of `name` with each text replaced, in the order of the statements."""
    where = f"{place}, line {statements[0].line}"
    own = next((piece for piece in reference if name in piece.names), None)
    if own is None:
        raise KitError(f"{where}: the reference has no {name}; {CALL} names what it defines here")
    text = own.text
    for statement in statements:
        texts = replacement_texts(statement, place)
        if texts:
            text = replaced_text(text, texts, f"{place}, line {statement.line}")
    nodes = tuple(parse_module(textwrap.dedent(text), f"{where}: {name} with the new text").body)
    for node in nodes:
        ast.increment_lineno(node, statements[0].line - nodes[0].lineno)
        node.col_offset = own.nodes[0].col_offset
    return Piece(nodes, own.names, text, own.gap)


def replaced_text(text: str, texts: Texts, where: str) -> str:
    """Return `text` with the one place of the old text changed. KitError where it has none, or several.

    Further lines of both texts are indented as their first. An empty new text for whole lines takes them out.
    """
    name, old, new = texts
    places = list(find_occurrences(text, old)) if old.strip() else []
    if len(places) != 1:
        seen = f"stands there {len(places)} times; give more of it" if places else "does not stand there; copy it"
        raise KitError(f"{where}: in the reference's {name} the text {old!r} {seen}")
    start, end = places[0]
    line = text[:start].rsplit("\n", 1)[-1]
    if not new and not line.strip() and text[end : end + 1] in ("", "\n"):
        return (text[: start - len(line)] + text[end + 1 :]).rstrip("\n")
    indent = line[: len(line) - len(line.lstrip())]
    return text[:start] + new.replace("\n", "\n" + indent) + text[end:]


def find_occurrences(text: str, old: str) -> Iterator[tuple[int, int]]:
    """Yield where `old` begins and ends in `text`, whatever the indentation of its first line is."""
    first, *rest = old.split("\n")
    start = text.find(first)
    while start >= 0:
        line = text[:start].rsplit("\n", 1)[-1]
        indent = line[: len(line) - len(line.lstrip())]
        whole = "\n".join([first, *(f"{indent}{each}" if each else "" for each in rest)])
        if text.startswith(whole, start):
            yield start, start + len(whole)
        start = text.find(first, start + 1)
