"""Markup as text: elements are built here, and whatever is not markup is escaped and made visible on its way in."""

from __future__ import annotations

import html
import unicodedata

import msgspec

TEXT_LIMIT = 400
"""Characters of one text that are shown; how many there were is said."""


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def tag(name: str, /, *children: str | None, **attributes: object) -> Markup:
    """Return the element `name`. A child or an attribute that is not Markup is text and shown as text.

    class_ is the attribute class; _ in a name is -; None and False leave an attribute out, True writes its name alone.
    """
    told = "".join(_attribute(key, value) for key, value in attributes.items())
    inside = join(*children)
    if name in VOID_ELEMENTS:
        return Markup(f"<{name}{told}>")
    if not inside and name in SELF_CLOSING_ELEMENTS:
        return Markup(f"<{name}{told}/>")
    return Markup(f"<{name}{told}>{inside}</{name}>")


VOID_ELEMENTS = frozenset({"meta", "input", "br", "link"})
SELF_CLOSING_ELEMENTS = frozenset({"rect", "line", "path", "circle", "use", "polygon"})


def join(*parts: str | None) -> Markup:
    """Return the parts one after another; None is nothing."""
    return Markup("".join(p if isinstance(p, Markup) else escape(p) for p in parts if p is not None))


def escape(text: str) -> Markup:
    """Return `text` as markup that shows it."""
    return Markup(html.escape(visible_text(text)))


def visible_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return `text` with nothing in it that hides or reorders: control and format characters by their code point."""
    seen = text if len(text) <= limit else text[:limit] + f"… ({len(text):,} characters)"
    if seen.isascii() and seen.isprintable():
        return seen
    return "".join(
        f"⟨U+{ord(c):04X}⟩" if c != "\n" and unicodedata.category(c) in HIDDEN_CATEGORIES else c for c in seen
    )


HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def coordinate_text(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = CASED_ATTRIBUTES.get(key) or key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    told = coordinate_text(value) if isinstance(value, float) else str(value)
    return f' {name}="{html.escape(visible_text(told, 100_000))}"'


CASED_ATTRIBUTES = {"viewBox": "viewBox", "preserveAspectRatio": "preserveAspectRatio", "patternUnits": "patternUnits"}


def embedded_json(data: object) -> Markup:
    """Return `data` as JSON that may stand inside a script element: no < or > or & or line separator is in it."""
    text = msgspec.json.encode(data).decode("utf-8")
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)
