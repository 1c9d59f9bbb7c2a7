"""The frame of every page: one file with stylesheet and scripts, and a policy that blocks all other resources."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Callable, Sequence
from importlib.resources import files

from raftlab.pages.html.markup import Markup, embedded_json, tag

DRAWING_STYLE_END = "/* ---- pages ---- */"


def read_asset(name: str) -> str:
    """Return the text of a file in assets/."""
    return files("raftlab.pages").joinpath("assets", name).read_text(encoding="utf-8")


def stylesheet() -> str:
    """Return the stylesheet of all pages."""
    return read_asset("page.css")


def drawing_stylesheet() -> str:
    """Return the part of the stylesheet that a standalone picture needs."""
    return stylesheet().partition(DRAWING_STYLE_END)[0]


def bundle_scripts(names: Sequence[str]) -> str:
    """Return the modules as one script, without imports and exports. A module must come after those that it imports."""
    whole = "\n".join(read_asset(name) for name in names)
    return re.sub(r"^export ", "", re.sub(r"^import [^;]*;\n", "", whole, flags=re.M), flags=re.M)


def render_page(
    title: str,
    body: Markup,
    *,
    scripts: Sequence[str] = (),
    styles: Sequence[str] = (),
    data: object = None,
    allow_connections: bool = False,
    body_class: str = "",
) -> str:
    """Return a page with more `styles` than all pages have.

    Its scripts read `data`; with `allow_connections` they may call the server of the page.
    """
    style, code = "\n".join([stylesheet(), *map(read_asset, styles)]), bundle_scripts(scripts)
    data_element = tag("script", embedded_json(data), type="application/json", id="data") if data is not None else None
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=security_policy(style, code, allow_connections)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("link", rel="icon", href="data:,"),
        tag("title", title),
        Markup(f"<style>{style}</style>"),
    )
    module = Markup(f'<script type="module">{code}</script>') if code else None
    whole = tag(
        "html", head, tag("body", svg_definitions(), body, data_element, module, class_=body_class or None), lang="en"
    )
    return f"<!doctype html>\n{whole}\n"


def security_policy(style: str, code: str, allow_connections: bool) -> str:
    """Return the content security policy: it allows this style and this script, and nothing else."""
    rules = ["default-src 'none'", f"style-src '{csp_hash(style)}'", "img-src data:", "base-uri 'none'"]
    rules.append("form-action 'none'")
    if code:
        rules.append(f"script-src '{csp_hash(code)}'")
    if allow_connections:
        rules.append("connect-src 'self'")
    return "; ".join(rules)


def csp_hash(text: str) -> str:
    """Return the hash that a policy uses for an inline text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


EmbedData = Callable[[str, bytes], Markup | None]
"""Store bytes under an id until a script reads them; return the element that holds them, if there is one."""


def embed_compressed(element_id: str, data: bytes) -> Markup:
    """Return an element with this id that holds the bytes, gzipped, in base64; a script unpacks them on demand."""
    text = base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")
    return tag("script", Markup(text), type="application/gzip", id=element_id)


def svg_definitions() -> Markup:
    """Return the patterns and the arrow head that all drawings of a page use."""
    return tag("svg", tag("defs", svg_patterns()), class_="definitions", width=0, height=0, aria_hidden="true")


def svg_patterns() -> Markup:
    """Return the dots for high terms, the hatching for servers that are down, and the arrow head."""
    return Markup(
        '<pattern id="late" width="10" height="10" patternUnits="userSpaceOnUse">'
        '<rect width="10" height="10" fill="#fff"/><circle cx="2.5" cy="2.5" r="1.5" fill="#999"/>'
        '<circle cx="7.5" cy="7.5" r="1.5" fill="#999"/></pattern>'
        '<pattern id="down" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="2" height="9" fill="#888" fill-opacity=".45"/></pattern>'
        '<marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="arrowhead" d="M0 0.5 8 4 0 7.5Z"/></marker>'
    )


def standalone_svg(picture: Markup) -> bytes:
    """Return an SVG picture as a standalone file with style and background."""
    style = tag("style", Markup(drawing_stylesheet()))
    paper = tag("rect", class_="paper", width="100%", height="100%")
    head, body = re.match(r"(<svg[^>]*?)>(.*)", picture, re.S).groups()  # type: ignore[union-attr]
    width, height = re.search(r'viewBox="0 0 (\d+) (\d+)"', head).groups()  # type: ignore[union-attr]
    sized = head if " width=" in head else f'{head} width="{width}" height="{height}"'
    open_tag = sized.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1) + ">"
    return f"{open_tag}{style}<defs>{svg_patterns()}</defs>{paper}{body}\n".encode()
