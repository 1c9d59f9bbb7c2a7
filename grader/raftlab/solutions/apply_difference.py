"""A solution put together: the reference's pieces, and in their places those of a file that says only what differs.

Pieces are matched by the names that they bind: `def tryAdvanceCommit` takes the place of the reference's, whatever the
reference does not bind is added after what it follows, `del storeEntries` leaves one out, and `replace(…)` changes a
text in one. Docstrings of the reference are left out: a student who solves it in another way has other words for it.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from raftlab.errors import KitError
from raftlab.skeleton import mentioned_names
from raftlab.solutions.import_section import ImportedName, imported_names, imports_text
from raftlab.solutions.replace_statements import expand_replacements
from raftlab.solutions.source_pieces import (
    ClassPieces,
    Import,
    Piece,
    SourcePieces,
    is_same_code,
    parse_module,
    split_source,
    without_docstrings,
)

WHOLE_FILE_MARK = re.compile(r"# whole file\b:? *(.*)")
"""Marks a file that says everything, for the reason given."""
INDENT = 4
"""Spaces before what stands in a class: with others, a method could come to lie in the one above it."""
MARK_TEXT = "`# whole file: <why>`"


@lru_cache(
    maxsize=500
)  # a file is read by many: one trial for each seed, the class of `dev class`, the search for copies
def assemble_source(reference: str, difference: str, class_name: str, file_name: str) -> str:
    """Return the whole text that `difference` stands for. `layer` is the class, `place` the file in messages.

    KitError, in one line, for what cannot be put together.
    """
    new = split_source(difference, class_name, file_name)
    if is_whole_file(new):
        return difference
    new = with_module_docstring(new)
    own = split_reference(reference, class_name)
    if own.layer is None:
        raise KitError(f"the reference has no class {class_name}; fix it, or `layer` in scene.toml")
    new = expand_replacements(own, new)
    check_statements(new, class_name)
    check_import_clashes(own, new)
    if not non_import_pieces(new):
        raise KitError(f"{file_name}: nothing differs from the reference; write what does, or remove the file")
    at = next(number for number, piece in enumerate(non_import_pieces(own)) if class_name in piece.names)
    pieces = list(merge_pieces(non_import_pieces(own), merge_class(own, new, class_name), file_name, last_start=at))
    text = file_text(new, own, pieces, class_name)
    parse_module(text, f"{file_name}, put together")
    return text


@lru_cache(maxsize=20)  # hundreds of files differ from one reference; no one changes its pieces
def split_reference(reference: str, class_name: str) -> SourcePieces:
    """Return the pieces of the reference, without its docstrings."""
    return split_source(without_docstrings(reference), class_name, "the reference")


def with_module_docstring(source: SourcePieces) -> SourcePieces:
    """Return the pieces with the class's docstring as the module's, where the module has none: it is about the file."""
    if source.docstring or source.layer is None:
        return source
    layer = replace(source.layer, docstring="")
    return replace(source, docstring=textwrap.dedent(source.layer.docstring), layer=layer)


def is_whole_file(source: SourcePieces) -> bool:
    """Return whether the file's head says that it is whole. KitError where it does not say why."""
    marks = [mark for line in source.head.split("\n") if (mark := WHOLE_FILE_MARK.match(line))]
    if marks and not marks[0][1]:
        raise KitError(f"{source.place}: no reason why the file is whole; write {MARK_TEXT}")
    return bool(marks)


def non_import_pieces(source: SourcePieces) -> tuple[Piece, ...]:
    """Return the pieces that are no imports."""
    return tuple(piece for piece in source.pieces if not isinstance(piece.nodes[0], Import))


def check_statements(new: SourcePieces, layer: str) -> None:
    """Say, in a KitError, which statement of the file can be matched with nothing, or that its class is another."""
    inner = new.layer.pieces if new.layer else ()
    for piece in chain(non_import_pieces(new), inner):
        node = piece.nodes[0]
        if not piece.names and not is_deletion(node) and not isinstance(node, ast.Pass):
            what = f"line {piece.line}: neither a definition nor `del name` nor `replace(…)`"
            raise KitError(f"{new.place}, {what}; move it into a function, or mark the file {MARK_TEXT}")
    for piece in inner:
        if piece.nodes[0].col_offset != INDENT:
            raise KitError(
                f"{new.place}, line {piece.line}: the class's body is not indented by {INDENT}; indent it so"
            )
    classes = [piece.names[0] for piece in non_import_pieces(new) if isinstance(piece.nodes[0], ast.ClassDef)]
    if classes and new.layer is None:
        raise KitError(f"{new.place}: no class {layer}; rename class {classes[0]}, the layer is {layer}")


def is_deletion(node: ast.stmt) -> bool:
    """Return whether the statement is `del name`, of one or more names."""
    return isinstance(node, ast.Delete) and all(isinstance(target, ast.Name) for target in node.targets)


def check_import_clashes(reference: SourcePieces, new: SourcePieces) -> None:
    """Say, in a KitError, which import of the file is the reference's already, or clashes with a name of it."""
    theirs = {each.bound_name: each for each in imported_names(reference)}
    for each in imported_names(new):
        other = theirs.get(each.bound_name)
        if other == each:
            raise KitError(f"{new.place}: `{each.text}` is the reference's already; remove it")
        if other is not None:
            raise KitError(f"{new.place}: `{each.text}` clashes with the reference's `{other.text}`; import it as …")
        if each.bound_name in {name for piece in non_import_pieces(reference) for name in piece.names}:
            raise KitError(f"{new.place}: `{each.text}` clashes with the reference's {each.bound_name}; import it as …")
    for piece in non_import_pieces(new):
        for name in set(piece.names) & set(theirs):
            raise KitError(
                f"{new.place}, line {piece.line}: {name} is what the reference has by `{theirs[name].text}`; "
                "choose another name"
            )


def merge_class(reference: SourcePieces, new: SourcePieces, layer: str) -> list[Piece]:
    """Return the pieces of the file, its class filled up with what the reference's has besides."""
    pieces = list(non_import_pieces(new))
    if reference.layer is None or new.layer is None:
        return pieces
    validate_bases(reference.layer, new)
    filled = class_text(reference.layer, new.layer, new.place)
    where = next(number for number, piece in enumerate(pieces) if piece.nodes[0] is new.layer.node)
    nodes = tuple(parse_module(filled, f"{new.place}, put together").body)
    pieces[where] = Piece(nodes, (layer,), filled, pieces[where].gap)
    return pieces


def validate_bases(reference: ClassPieces, new: SourcePieces) -> None:
    """Say, in a KitError, which base of the reference's class the file's leaves out."""
    head = new.layer.node if new.layer else reference.node
    has = {ast.unparse(base) for base in head.bases}
    for base in map(ast.unparse, reference.node.bases):
        if base not in has:
            repair = f"write `class {reference.node.name}({base})`, or mark the file {MARK_TEXT}"
            raise KitError(f"{new.place}, line {head.lineno}: class {head.name} is no {base}; {repair}")


def class_text(reference: ClassPieces, new: ClassPieces, place: str) -> str:
    """Return the text of the class: the head of the file's, and the pieces of both."""
    same_head = class_head_dump(reference.node) == class_head_dump(new.node)
    if same_head and not any(piece.names or is_deletion(piece.nodes[0]) for piece in new.pieces):
        raise KitError(f"{place}, line {new.node.lineno}: class {new.node.name} says nothing new; remove it")
    pieces = list(merge_pieces(reference.pieces, new.pieces, place, last_start=0))
    text = f"{new.head}\n{new.docstring}\n" if new.docstring else f"{new.head}\n"
    first = 1 if new.docstring else 0
    return (text + pieces_text(pieces, first, blank_lines_between=1)).rstrip("\n") if pieces else f"{text}    pass"


def class_head_dump(node: ast.ClassDef) -> str:
    """Return the class's bases, keywords and decorators, written in one way."""
    return ast.dump(ast.ClassDef(node.name, node.bases, node.keywords, [], node.decorator_list))


def merge_pieces(reference: Sequence[Piece], new: Sequence[Piece], place: str, last_start: int) -> Iterator[Piece]:
    """Yield the reference's pieces with the file's in their places, and the added ones after what they follow.

    What is added first of all comes right before the next that is matched, and ahead of that number at the latest.
    """
    validate_names(reference, new, place)
    known = {name: number for number, piece in enumerate(reference) for name in piece.names}
    named = [piece for piece in new if piece.names]
    at = min([last_start, *(known[piece.names[0]] for piece in named if piece.names[0] in known)]) - 1
    replaced: dict[int, Piece] = {}
    after: dict[int, list[Piece]] = {}
    for piece in named:
        if piece.names[0] in known:
            at = known[piece.names[0]]
            replaced[at] = piece
        else:
            after.setdefault(at, []).append(piece)
    gone = {target.id for piece in new for target in deleted_names(piece.nodes[0])}
    yield from after.get(-1, [])
    for number, piece in enumerate(reference):
        if not set(piece.names) & gone:
            yield replaced.get(number, piece)
        yield from after.get(number, [])


def deleted_names(node: ast.stmt) -> list[ast.Name]:
    """Return the names that `del` leaves out."""
    return [each for each in node.targets if isinstance(each, ast.Name)] if isinstance(node, ast.Delete) else []


def validate_names(reference: Sequence[Piece], new: Sequence[Piece], place: str) -> None:
    """Say, in a KitError, which name the file binds twice, leaves out in vain, or binds as the reference does."""
    known = {name: piece for piece in reference for name in piece.names}
    seen: set[str] = set()
    for piece in new:
        names = [*piece.names, *(each.id for each in deleted_names(piece.nodes[0]))]
        where = f"{place}, line {piece.line}"
        for name in names:
            if name in seen:
                raise KitError(f"{where}: {name} is there twice; remove one")
            if name not in known and not piece.names:
                raise KitError(f"{where}: `del {name}` leaves out what the reference has not; remove the line")
            seen.add(name)
        other = known.get(names[0]) if piece.names else None
        if other and set(other.names) != set(names):
            raise KitError(f"{where}: the reference binds {', '.join(other.names)} in one statement; bind the same")
        if other and is_same_code(other, piece):
            raise KitError(f"{where}: {names[0]} is the reference's already; remove it")


def file_text(new: SourcePieces, reference: SourcePieces, pieces: list[Piece], layer: str) -> str:
    """Return the text of a file: its head, the imports that it uses, its pieces without the reference's idle ones."""
    before = mentioned_names(reference.tree)
    theirs = set(non_import_pieces(reference))
    names = used_names(pieces)
    while idle := [each for each in pieces if each in theirs and is_unused(each, before, names, layer)]:
        pieces = [piece for piece in pieces if piece not in idle]
        names = used_names(pieces)
    kept = [each for each in imported_names(reference) if each.bound_name in names or each.bound_name not in before]
    kept += [each for each in imported_names(new) if is_used_import(each, names)]
    imports = imports_text(kept)
    head = "\n".join(filter(None, (new.head, new.docstring)))
    first = 2 if pieces[0].is_block or not imports else 1
    return (
        "\n\n".join(filter(None, (head, imports.rstrip("\n"))))
        + "\n"
        + pieces_text(pieces, first, blank_lines_between=2)
    )


def is_unused(piece: Piece, before: set[str], after: set[str], layer: str) -> bool:
    """Return whether the piece binds only what the reference uses and the text no longer does."""
    return bool(piece.names) and layer not in piece.names and set(piece.names) <= before - after


def is_used_import(imported: ImportedName, names: set[str]) -> bool:
    """Return whether the import binds what is used, or changes the language."""
    return imported.bound_name in names or imported.module == "__future__"


def used_names(pieces: list[Piece]) -> set[str]:
    """Return every name that the pieces read."""
    return set(chain.from_iterable(mentioned_names(node) for piece in pieces for node in piece.nodes))


def pieces_text(pieces: Sequence[Piece], blank_lines_above: int, blank_lines_between: int) -> str:
    """Return the pieces as text, with so many blank lines above them and around each definition."""
    text = ""
    for number, piece in enumerate(pieces):
        around = piece.is_block or (number > 0 and pieces[number - 1].is_block)
        lines = blank_lines_above if number == 0 else blank_lines_between if around else min(piece.gap, 1)
        text += "\n" * lines + piece.text + "\n"
    return text
