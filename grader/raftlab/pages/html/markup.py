"""Build HTML and SVG elements; every text that is not Markup is escaped and shown as text."""

from __future__ import annotations

import html
import unicodedata

import msgspec

TEXT_LIMIT = 400
"""The most characters of one text that are shown; a longer text ends with its length."""


class Markup(str):
    """Text that is already markup."""

    __slots__ = ()


def tag(name: str, /, *children: str | None, **attributes: object) -> Markup:
    """Return the element `name`. A child or an attribute that is not Markup is escaped.

    class_ is the attribute class; _ in a name becomes -; None and False omit an attribute, True writes only its name.
    """
    attributes_html = "".join(_attribute(key, value) for key, value in attributes.items())
    content = join(*children)
    if name in VOID_ELEMENTS:
        return Markup(f"<{name}{attributes_html}>")
    if not content and name in SELF_CLOSING_ELEMENTS:
        return Markup(f"<{name}{attributes_html}/>")
    return Markup(f"<{name}{attributes_html}>{content}</{name}>")


VOID_ELEMENTS = frozenset({"meta", "input", "br", "link"})
SELF_CLOSING_ELEMENTS = frozenset({"rect", "line", "path", "circle", "use", "polygon"})


def join(*parts: str | None) -> Markup:
    """Return the joined parts; None counts as nothing."""
    return Markup("".join(p if isinstance(p, Markup) else escape(p) for p in parts if p is not None))


def escape(text: str) -> Markup:
    """Return `text` as markup that shows it."""
    return Markup(html.escape(visible_text(text)))


def escape_untruncated(text: str) -> Markup:
    """Return a text of the kit as markup, however long it is."""
    return Markup(html.escape(text))


def visible_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return `text` with each control and format character replaced by its code point, so that nothing is hidden."""
    shown = text if len(text) <= limit else text[:limit] + f"… ({len(text):,} characters)"
    if shown.isascii() and shown.isprintable():
        return shown
    return "".join(
        f"⟨U+{ord(c):04X}⟩" if c != "\n" and unicodedata.category(c) in HIDDEN_CATEGORIES else c for c in shown
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
    text = coordinate_text(value) if isinstance(value, float) else str(value)
    return f' {name}="{html.escape(visible_text(text, 100_000))}"'


CASED_ATTRIBUTES = {"viewBox": "viewBox", "preserveAspectRatio": "preserveAspectRatio", "patternUnits": "patternUnits"}


def embedded_json(data: object) -> Markup:
    """Return `data` as JSON for a script element: it contains no <, > or & and no line separator."""
    text = msgspec.json.encode(data).decode("utf-8")
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)
