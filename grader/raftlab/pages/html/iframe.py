"""A page inside another document, such as a notebook: alone in its frame, and able to reach nothing outside it."""

from __future__ import annotations

import html

from raftlab.pages.html.markup import Markup, tag


def page_iframe(page: str, title: str, height: int = 640) -> Markup:
    """Return an element that shows the text of a whole page. `height` in pixels; `title` is for screen readers."""
    named = html.escape(title)
    held = html.escape(page)  # not by tag(): it shortens long text, and a page is long
    return Markup(
        f'<iframe sandbox="allow-scripts allow-downloads" title="{named}" srcdoc="{held}" loading="lazy" '
        f'style="width:100%;height:{height}px;border:1px solid #888;background:#fff"></iframe>'
    )


def folded_iframe(summary: str, page: str, *, height: int = 640, is_open: bool = False) -> Markup:
    """Return a framed page that folds away under its summary."""
    head = tag("summary", summary, style="display:list-item;cursor:pointer")  # other documents hide its arrow
    return tag("details", head, page_iframe(page, summary, height), open=is_open)
