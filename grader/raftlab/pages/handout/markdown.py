"""The handout's Markdown as HTML: headings, paragraphs, lists, tables, code, quotes, links and pictures.

It knows what the handouts use, and no more; a handout is the kit's own text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

from raftlab.pages.html.markup import Markup, escape_untruncated, join, tag

DrawPicture = Callable[[str, str], Markup | None]
"""Returns the element for a picture (its path, its words); None leaves it out."""

LIST_ITEM = re.compile(r"(?:[-*]|\d+\.) +")
INLINE = re.compile(
    r"`(?P<code>[^`]+)`|\*\*(?P<strong>.+?)\*\*|(?<![\w*])\*(?P<em>[^*\s][^*]*)\*|<(?P<address>https?://[^>]+)>"
    r"|(?<!!)\[(?P<words>[^\]]+)\]\((?P<target>[^)]+)\)"
)
PICTURE = re.compile(r"!\[(?P<words>[^\]]*)\]\((?P<path>[^)]+)\)")


def markdown_html(text: str, draw_picture: DrawPicture) -> Markup:
    """Return the Markdown text as HTML. Links to files of the kit become their words."""
    return join(*(block_html(block, draw_picture) for block in split_blocks(text)))


def split_blocks(text: str) -> list[list[str]]:
    """Return the blocks of a text, each as its lines; a fenced block keeps its empty lines."""
    blocks: list[list[str]] = [[]]
    is_fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            if not is_fenced:
                blocks.append([])
            blocks[-1].append(line)
            is_fenced = not is_fenced
            if not is_fenced:
                blocks.append([])
        elif is_fenced or line.strip():
            blocks[-1].append(line)
            if line.startswith("#") and not is_fenced:
                blocks.append([])
        else:
            blocks.append([])
    return [block for block in blocks if block]


def block_html(lines: Sequence[str], draw_picture: DrawPicture) -> Markup | None:
    """Return one block as HTML."""
    first = lines[0]
    picture = PICTURE.fullmatch(" ".join(lines).strip())
    if first.startswith("```"):
        return tag("pre", tag("code", escape_untruncated("\n".join(lines[1:-1]))), tabindex=0)
    if first.startswith("#"):
        level = len(first) - len(first.lstrip("#"))
        return tag(f"h{min(level, 6)}", inline_html(first.lstrip("# ")))
    if picture:
        return draw_picture(picture["path"], picture["words"])
    if first.startswith("|"):
        return table_html(lines)
    if first.startswith(">"):
        return tag("blockquote", tag("p", inline_html(" ".join(line.lstrip("> ") for line in lines))))
    if LIST_ITEM.match(first):
        return list_html(lines)
    return tag("p", inline_html(" ".join(line.strip() for line in lines)))


def list_html(lines: Sequence[str]) -> Markup:
    """Return a list; an indented line goes on with its item."""
    items: list[str] = []
    for line in lines:
        if LIST_ITEM.match(line):
            items.append(LIST_ITEM.sub("", line, count=1))
        else:
            items[-1] += " " + line.strip()
    name = "ol" if lines[0][0].isdigit() else "ul"
    return tag(name, *(tag("li", inline_html(item)) for item in items))


def table_html(lines: Sequence[str]) -> Markup:
    """Return a table in a frame that scrolls: the first line is its head, the second the rule."""
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    head = tag("tr", *(tag("th", inline_html(cell), scope="col") if cell else tag("td") for cell in rows[0]))
    body = (tag("tr", *(tag("td", inline_html(cell)) for cell in row)) for row in rows[2:])
    table = tag("table", tag("thead", head), tag("tbody", *body))
    return tag("div", table, class_="scroll", tabindex=0, role="group", aria_label="table")


def inline_html(text: str) -> Markup:
    """Return a line's code, emphasis and links as elements."""
    parts: list[Markup] = []
    end = 0
    for match in INLINE.finditer(text):
        parts += [escape_untruncated(text[end : match.start()]), inline_element(match)]
        end = match.end()
    return join(*parts, escape_untruncated(text[end:]))


def inline_element(match: re.Match[str]) -> Markup:
    """Return one inline element."""
    if match["code"]:
        return tag("code", escape_untruncated(match["code"]))
    if match["strong"]:
        return tag("strong", inline_html(match["strong"]))
    if match["em"]:
        return tag("em", inline_html(match["em"]))
    if match["address"]:
        return tag("a", escape_untruncated(match["address"]), href=html.unescape(match["address"]))
    words = inline_html(match["words"])
    return tag("a", words, href=match["target"]) if match["target"].startswith("https://") else words


def without_sections(text: str, titles: Sequence[str]) -> str:
    """Return a text without its first heading and without the sections of these titles."""
    kept: list[str] = []
    is_kept = True
    for line in text.splitlines():
        if line.startswith("# "):
            continue
        if line.startswith("## "):
            is_kept = line[3:].strip() not in titles
        if is_kept:
            kept.append(line)
    return "\n".join(kept)
