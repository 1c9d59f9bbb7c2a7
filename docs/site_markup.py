"""Repairs of the written pages: what the theme leaves out for screen readers, and pictures that a phone can show."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx

REPAIRS = (
    (re.compile(r'<p class="caption" role="heading">'), '<p class="caption" role="heading" aria-level="2">'),
    (re.compile(r'<aside class="sidebar-drawer">'), '<aside class="sidebar-drawer" aria-label="All pages">'),
    (re.compile(r'<aside class="toc-drawer">'), '<aside class="toc-drawer" aria-label="On this page">'),
    (re.compile(r'<th class="head([^"]*)"><p></p></th>'), r'<td class="head\1"></td>'),
    (re.compile(r"<pre>"), '<pre tabindex="0">'),
    (re.compile(r'<div class="(table-wrapper[^"]*)">'), r'<div class="\1" tabindex="0">'),
    (re.compile(r'<p>(<img [^>]*src="([^"]*)"[^>]*>)</p>'), r'<p><a class="picture" href="\2">\1</a></p>'),
)
"""What to replace in each page, and by what. What may scroll takes the focus, so that
keys can scroll it: code, a table, and a picture, which is a link to itself."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("build-finished", repair_site)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def repair_site(app: Sphinx, error: Exception | None) -> None:
    """Repair each page of a site that was built."""
    if error is None and app.builder.format == "html":
        for page in Path(app.outdir).rglob("*.html"):
            if "pages" not in page.relative_to(app.outdir).parts:  # those are the kit's own, each one file
                repair_page(page)


def repair_page(page: Path) -> None:
    """Repair one page, if it needs it; a page that is repaired stays as it is."""
    text = page.read_text(encoding="utf-8")
    repaired = text
    for pattern, replacement in REPAIRS:
        repaired = pattern.sub(replacement, repaired)
    if repaired != text:
        page.write_text(repaired, encoding="utf-8")
