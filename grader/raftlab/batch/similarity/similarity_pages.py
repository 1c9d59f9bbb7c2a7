"""The similarity pages: an index of clusters, and a page for each pair with both texts side by side.

All texts are escaped; the pages have no script and load nothing.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from raftlab.batch.similarity.similar_pairs import SimilarPair, cluster_pairs
from raftlab.batch.similarity.student_code import StudentCode
from raftlab.report.sanitise import one_line, plain_text

PAGE_LIMIT = 500
STYLESHEET = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem;color:#1a1a1a;background:#fff}
a{color:#0b57d0}table{border-collapse:collapse}td,th{padding:.25rem .75rem;text-align:left;border-bottom:1px solid #ddd}
.both{display:grid;grid-template-columns:1fr 1fr;gap:1.5rem}section{min-width:0}
pre{overflow:auto;border:1px solid #ddd;padding:.75rem;font-size:13px;line-height:1.45}
mark{background:#ffe08a;color:inherit;border-bottom:2px solid #a06a00}.n{color:#666;user-select:none}
@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}a{color:#9cc2ff}pre,td,th{border-color:#444}
mark{background:#5a4300;border-color:#ffcf4d}.n{color:#aaa}}
"""
HTML_HEAD = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)


def similarity_pages(
    title: str,
    pairs: Sequence[SimilarPair],
    texts: Mapping[str, StudentCode],
    names: Mapping[str, Sequence[str]],
    share: str = "",
) -> dict[str, str]:
    """Return the pages by their file names.

    names: the names of the entries with each text; share: how much of the files is judged, in words.
    """
    shown = pairs[:PAGE_LIMIT]
    found = {pair_page_name(number): pair_page(pair, texts, names) for number, pair in enumerate(shown, 1)}
    return {"index.html": index_page(title, pairs, names, share), **found}


def pair_page_name(number: int) -> str:
    """Return the file name of a pair's page; `number` from 1, most similar first."""
    return f"pair-{number:03}.html"


def index_page(title: str, pairs: Sequence[SimilarPair], names: Mapping[str, Sequence[str]], share: str = "") -> str:
    """Return the page that lists the clusters and their pairs."""
    groups = cluster_pairs(pairs)
    parts = [
        "<p>Only what students wrote themselves is compared, without what the task itself leads to: by its structure, "
        "without names, comments and layout, and by unusual lines that are equal to the letter. A renamed copy of a "
        "common answer is not found. Similar code is not proof of copying: read both texts before you ask anyone.</p>",
        f"<p>{escape_html(share)}</p>" if share else "",
    ]
    for number, keys in enumerate(groups, 1):
        parts.append(f"<h2>Cluster {number}: {len(keys)} texts</h2><ul>")
        parts += [f"<li>{names_html(names[key])}</li>" for key in keys]
        parts.append("</ul><table><tr><th>alike</th><th>one</th><th>other</th></tr>")
        parts += [pair_row(n, pair, names) for n, pair in enumerate(pairs, 1) if pair.first in keys]
        parts.append("</table>")
    identical = [names[key] for key in sorted(names, key=lambda key: tuple(names[key])) if key and len(names[key]) > 1]
    for number, owners in enumerate(identical, 1):
        parts.append(f"<h2>Identical files {number}: {len(owners)} submissions</h2><p>{names_html(owners)}</p>")
    if not groups and not identical:
        parts.append("<p>No two texts are similar.</p>")
    return html_page(title, "".join(parts))


def pair_row(number: int, pair: SimilarPair, names: Mapping[str, Sequence[str]]) -> str:
    """Return a pair's row, with a link if it has a page."""
    told = f"{pair.percent:g} %"
    linked = f'<a href="{pair_page_name(number)}">{told}</a>' if number <= PAGE_LIMIT else told
    return (
        f"<tr><td>{linked}</td><td>{names_html(names[pair.first])}</td><td>{names_html(names[pair.second])}</td></tr>"
    )


def pair_page(pair: SimilarPair, texts: Mapping[str, StudentCode], names: Mapping[str, Sequence[str]]) -> str:
    """Return the page with both texts side by side; shared code is marked."""
    columns = [
        f"<section><h2>{names_html(names[key])}</h2>"
        f"<pre tabindex=0>{highlighted_html(texts[key], spans)}</pre></section>"
        for key, spans in zip((pair.first, pair.second), pair.spans, strict=True)
    ]
    back = '<p><a href="index.html">All clusters</a></p>'
    return html_page(f"{pair.percent:g} % alike", f'{back}<div class="both">{"".join(columns)}</div>')


def highlighted_html(text: StudentCode, spans: Sequence[tuple[int, int]]) -> str:
    """Return the lines as HTML, with their numbers and with the characters in `spans` marked."""
    rows, start = [], 0
    for number, line in text.numbered_lines:
        end = start + len(line)
        inside = sorted((max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start)
        rows.append(f'<span class="n">{number:4} </span>{highlighted_line(line, inside)}\n')
        start = end + 1
    return "".join(rows)


def highlighted_line(line: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return one line as HTML with `spans` (start and end, in order) marked."""
    parts, done = [], 0
    for start, end in spans:
        start = max(start, done)
        if end > start:
            parts += [escape_html(line[done:start]), f"<mark>{escape_html(line[start:end])}</mark>"]
            done = end
    return "".join(parts) + escape_html(line[done:])


def names_html(names: Sequence[str]) -> str:
    """Return the names of a text's entries as HTML."""
    return ", ".join(escape_html(one_line(name)[:80]) for name in names)


def escape_html(text: str) -> str:
    """Return untrusted text as HTML."""
    return html.escape(plain_text(text))


def html_page(title: str, body: str) -> str:
    """Return a whole page."""
    told = html.escape(title)
    return (
        f"{HTML_HEAD}<title>{told}</title><style>{STYLESHEET}</style></head><body><h1>{told}</h1>{body}</body></html>\n"
    )
