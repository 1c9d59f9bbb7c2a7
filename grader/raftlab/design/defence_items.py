"""The items of a defence, as Markdown has them: of lists (bullets, numbers, nested, wrapped lines), rows of tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

ITEM = re.compile(r"( *)(?:[-*+]|[0-9]{1,9}[.)])\s+")
FENCE = re.compile(r" *(?:```|~~~)")
HEADING = re.compile(r" {0,3}#{1,6}\s")
TABLE_ROW = re.compile(r" {0,3}\|")


@dataclass(frozen=True)
class ListItem:
    """One item or row: the number of its first line, how far its mark is indented, and its text on one line."""

    line: int
    indent: int
    text: str
    is_nested: bool
    is_table_row: bool = False


def read_list_items(text: str) -> list[ListItem]:
    """Return the items of every list, nested ones too, and the rows of tables. What a fence encloses is neither."""
    items: list[tuple[int, int, list[str], bool, bool]] = []
    outer: int | None = None  # how far the outermost items of the list at hand are indented
    is_fenced = after_text = False
    for number, line in enumerate(text.expandtabs(4).splitlines(), start=1):
        is_fenced ^= FENCE.match(line) is not None
        mark = ITEM.match(line)
        indent = len(line) - len(line.lstrip())
        if is_fenced or FENCE.match(line) or not line.strip():
            after_text = False
            continue
        if TABLE_ROW.match(line):
            items.append((number, indent, [line.strip()], False, True))
            outer = None
        elif mark and (outer is not None or indent <= 3):
            is_nested = outer is not None and indent > outer + 1
            outer = outer if is_nested else indent
            items.append((number, indent, [line.strip()], is_nested, False))
        elif outer is not None and not HEADING.match(line) and (indent or after_text):
            items[-1][2].append(line.strip())
        else:
            outer = None
        after_text = not HEADING.match(line)
    return [ListItem(number, indent, " ".join(lines), *kinds) for number, indent, lines, *kinds in items]


def join_parts_of_claims(items: Iterable[ListItem], parts_of: Callable[[str], tuple[bool, ...]]) -> list[ListItem]:
    """Return the items with what is nested in them; a nested item that makes a claim of its own stands alone.

    parts_of tells which parts of a claim a text cites, the knob first. Nested items without a knob belong to the item
    before them; so do those below an item with a knob, unless they cite every part themselves.
    """
    joined: list[ListItem] = []
    for item in items:
        if item.is_nested and joined:
            before = joined[-1]
            parts = parts_of(item.text)
            is_below = item.indent > before.indent
            is_part = not all(parts) and parts_of(before.text)[0] if is_below else not parts[0]
            if is_part or not parts[0]:
                text = f"{before.text} {item.text}"
                joined[-1] = ListItem(before.line, before.indent, text, before.is_nested)
                continue
        joined.append(item)
    return joined
