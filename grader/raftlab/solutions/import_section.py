"""The imports of a text that is put together: those of both files, without what nothing uses, in the linter's order."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from raftlab.errors import KitError
from raftlab.skeleton import import_text
from raftlab.solutions.source_pieces import Import, SourcePieces

FUTURE = "__future__"
KIT_PACKAGE = "raftlab"


@dataclass(frozen=True)
class ImportedName:
    """One imported name. module: what it comes from, "" for `import name`; level: the dots before that."""

    module: str
    level: int
    name: str
    asname: str | None

    @property
    def bound_name(self) -> str:
        return self.asname or (self.name if self.module or self.level else self.name.partition(".")[0])

    @property
    def text(self) -> str:
        """Return the import as a statement of its own."""
        return import_statement([self]).rstrip("\n")


def imported_names(source: SourcePieces) -> tuple[ImportedName, ...]:
    """Return what the text imports at its top. KitError for a comment there: it would be lost."""
    found: list[ImportedName] = []
    for piece in source.pieces:
        node = piece.nodes[0]
        if isinstance(node, Import):
            if "#" in piece.text:
                raise KitError(f"{source.place}, line {piece.line}: a comment at an import is lost; move it elsewhere")
            found += names_of_import(node)
    return tuple(found)


def names_of_import(node: Import) -> Iterator[ImportedName]:
    """Yield the names that one statement imports."""
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            yield ImportedName(node.module or "", node.level, alias.name, alias.asname)
        else:
            yield ImportedName("", 0, alias.name, alias.asname)


def imports_text(names: Iterable[ImportedName]) -> str:
    """Return the import statements, "" for none: the language's, Python's library, others', the kit's own."""
    groups: dict[tuple[bool, str, int], list[ImportedName]] = {}
    for each in sorted(set(names), key=sort_key):
        is_from = bool(each.module or each.level)
        groups.setdefault((is_from, each.module if is_from else each.text, each.level), []).append(each)
    sections: dict[int, str] = {}
    for group in groups.values():
        section = section_number(group[0])
        sections[section] = sections.get(section, "") + import_statement(group)
    return "\n".join(sections[section] for section in sorted(sections))


def import_statement(group: Sequence[ImportedName]) -> str:
    """Return one statement that imports the names of `group`."""
    first, names = group[0], [ast.alias(each.name, each.asname) for each in group]
    if first.module or first.level:
        return import_text(ast.ImportFrom(first.module or None, names, first.level), names)
    return import_text(ast.Import(names), names)


def sort_key(imported: ImportedName) -> tuple[bool, int, str, int, str, str, str]:
    """Return what sorts imports as the linter does: constants, classes, then the rest."""
    kind = 0 if len(imported.name) > 1 and imported.name.isupper() else 1 if imported.name[0].isupper() else 2
    return (
        bool(imported.module or imported.level),
        imported.level,
        imported.module,
        kind,
        imported.name.lower(),
        imported.name,
        imported.asname or "",
    )


def section_number(imported: ImportedName) -> int:
    """Return which section an import stands in."""
    top = (imported.module or imported.name).partition(".")[0]
    if top == FUTURE:
        return 0
    if imported.level:
        return 4
    return 1 if top in sys.stdlib_module_names else 3 if top == KIT_PACKAGE else 2
