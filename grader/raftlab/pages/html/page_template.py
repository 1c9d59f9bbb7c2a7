"""The shell of every page: one file, a policy that lets nothing in or out, the stylesheet and the scripts inside."""

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
    """Return the one stylesheet."""
    return read_asset("page.css")


def drawing_stylesheet() -> str:
    """Return the part of the stylesheet that a picture standing alone needs."""
    return stylesheet().partition(DRAWING_STYLE_END)[0]


def bundle_scripts(names: Sequence[str]) -> str:
    """Return the modules as one, without imports and exports; a module stands after those that it names."""
    whole = "\n".join(read_asset(name) for name in names)
    return re.sub(r"^export ", "", re.sub(r"^import [^;]*;\n", "", whole, flags=re.M), flags=re.M)


def render_page(
    title: str,
    body: Markup,
    *,
    scripts: Sequence[str] = (),
    data: object = None,
    allow_connections: bool = False,
    body_class: str = "",
) -> str:
    """Return a page. `data` is what its scripts read; `connects` lets it call the server that it came from."""
    style, code = stylesheet(), bundle_scripts(scripts)
    told = tag("script", embedded_json(data), type="application/json", id="data") if data is not None else None
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
    whole = tag("html", head, tag("body", svg_definitions(), body, told, module, class_=body_class or None), lang="en")
    return f"<!doctype html>\n{whole}\n"


def security_policy(style: str, code: str, allow_connections: bool) -> str:
    """Return the content security policy: this style, this script, nothing else."""
    rules = ["default-src 'none'", f"style-src '{csp_hash(style)}'", "img-src data:", "base-uri 'none'"]
    rules.append("form-action 'none'")
    if code:
        rules.append(f"script-src '{csp_hash(code)}'")
    if allow_connections:
        rules.append("connect-src 'self'")
    return "; ".join(rules)


def csp_hash(text: str) -> str:
    """Return the hash by which a policy names an inline text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


EmbedData = Callable[[str, bytes], Markup | None]
"""Keeps bytes under an id until a script wants them; returns the element that holds them, if there is one."""


def embed_compressed(element_id: str, data: bytes) -> Markup:
    """Return bytes that a script unpacks when they are wanted: gzip in base64, in an element with that id."""
    text = base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")
    return tag("script", Markup(text), type="application/gzip", id=element_id)


def svg_definitions() -> Markup:
    """Return the patterns and the arrow head that every drawing on a page refers to."""
    return tag("svg", tag("defs", svg_patterns()), class_="definitions", width=0, height=0, aria_hidden="true")


def svg_patterns() -> Markup:
    """Return the hatching of late terms and of servers that are down, and the head of an arrow."""
    return Markup(
        '<pattern id="late" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="8" height="8" fill="#fff"/><rect width="3" height="8" fill="#bbb"/></pattern>'
        '<pattern id="down" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="2" height="9" fill="#888" fill-opacity=".45"/></pattern>'
        '<marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="arrowhead" d="M0 0.5 8 4 0 7.5Z"/></marker>'
    )


def standalone_svg(picture: Markup) -> bytes:
    """Return an SVG picture as a file of its own, with its style and its paper."""
    style = tag("style", Markup(drawing_stylesheet()))
    paper = tag("rect", class_="paper", width="100%", height="100%")
    head, body = re.match(r"(<svg[^>]*?)>(.*)", picture, re.S).groups()  # type: ignore[union-attr]
    width, height = re.search(r'viewBox="0 0 (\d+) (\d+)"', head).groups()  # type: ignore[union-attr]
    sized = head if " width=" in head else f'{head} width="{width}" height="{height}"'
    open_tag = sized.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1) + ">"
    return f"{open_tag}{style}<defs>{svg_patterns()}</defs>{paper}{body}\n".encode()
