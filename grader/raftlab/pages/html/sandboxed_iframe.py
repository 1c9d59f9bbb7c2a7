"""A page inside another document, such as a notebook, in a sandboxed frame that can reach nothing outside it."""

from __future__ import annotations

import html

from raftlab.pages.html.markup import Markup, tag


def page_iframe(page: str, title: str, height: int = 640) -> Markup:
    """Return an element that shows the text of a whole page. `height` in pixels; `title` is for screen readers."""
    title_html = html.escape(title)
    page_html = html.escape(page)  # not tag(): it shortens long text
    return Markup(
        f'<iframe sandbox="allow-scripts allow-downloads" title="{title_html}" srcdoc="{page_html}" loading="lazy" '
        f'style="width:100%;height:{height}px;border:1px solid #888;background:#fff"></iframe>'
    )


def folded_iframe(summary: str, page: str, *, height: int = 640, is_open: bool = False) -> Markup:
    """Return a framed page in a `details` element with this summary."""
    head = tag("summary", summary, style="display:list-item;cursor:pointer")  # other documents may hide its arrow
    return tag("details", head, page_iframe(page, summary, height), open=is_open)
