"""The report as a page: the table of checks, and below it a player for each failure with a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from raftlab.grading_models import CheckResult, Result
from raftlab.pages.html.markup import Markup, join, tag
from raftlab.pages.html.page_template import render_page
from raftlab.pages.player.page import KEYS, draw_player, help_dialog, player_data
from raftlab.trace import Event, Trace

SCRIPTS = ("page.js", "run.js", "player.js", "report.js")
PRINTED_LINE_LIMIT = 12
"""The most lines of a submission's printed output that are shown."""

VERDICT_WORDS = {
    "ok": "ok",
    "FAIL": "FAIL",
    "todo": "to do",
    "blocked": "blocked",
    "unknown": "unknown",
    "error": "kit's error",
}
VERDICT_CLASSES = {"ok": "good", "FAIL": "bad", "error": "bad"}

ReferenceRuns = Mapping[str, Sequence[Event | None]]
"""Path of a trace -> the reference's run of the same schedule."""


def report_page(result: Result, traces: Mapping[str, Trace], reference_runs: ReferenceRuns | None = None) -> str:
    """Return the page of one result. `traces`: path, as the checks name it -> run."""
    shown = {f"p{n}-": check for n, check in enumerate(result.checks) if check.trace and check.trace in traces}
    players = [
        failure_player(name, check, traces[check.trace or ""], reference_runs or {}) for name, check in shown.items()
    ]
    body = join(
        tag("main", heading(result), *warning_paragraphs(result), checks_table(result, shown), *players),
        help_dialog(KEYS),
    )
    data: dict[str, Any] = {
        name: player_data(traces[check.trace or ""], (reference_runs or {}).get(check.trace or ""), name)
        for name, check in shown.items()
    }
    return render_page(f"{result.scene}: {result.score} of {result.max}", body, scripts=SCRIPTS, data=data)


def heading(result: Result) -> Markup:
    """Return the title, the facts and the score."""
    facts = f"{result.submission.file} · seed {result.seed} · jail {result.level} · kit {result.kit}"
    facts += f" · hypothesis {result.hypothesis}" if result.hypothesis else ""
    score = tag(
        "p",
        tag("strong", f"{result.score} of {result.max + result.hidden_elsewhere_points} points"),
        f"; {result.hidden_elsewhere_text}" if result.hidden_elsewhere else "",
    )
    limit = tag("p", result.limit_text, class_="note") if result.limit else None
    return tag("header", tag("h1", f"{result.scene}: {result.title}"), tag("p", facts, class_="muted"), score, limit)


def warning_paragraphs(result: Result) -> list[Markup]:
    """Return a paragraph for each warning."""
    warnings = (*result.warnings, *result.staff_warnings)
    return [tag("p", tag("strong", "warning: "), text, class_="note") for text in warnings]


# ---- the table -----------------------------------------------------------------------------------------------------


def checks_table(result: Result, checks_with_runs: Mapping[str, CheckResult]) -> Markup:
    """Return the table of checks, in the order of the suite."""
    head = tag("tr", *(tag("th", word, scope="col") for word in ("verdict", "points", "check")))
    links = {check.name: name for name, check in checks_with_runs.items()}
    titles = {check.name: check.title for check in result.checks}
    rows = (check_row(check, titles, links.get(check.name)) for check in result.checks)
    table = tag("table", tag("caption", "Checks"), tag("thead", head), tag("tbody", *rows), class_="checks")
    return tag("div", table, class_="scroll", tabindex=0, role="group", aria_label="checks")


def check_row(check: CheckResult, titles: Mapping[str, str], id_prefix: str | None) -> Markup:
    """Return the row of one check: verdict, points, title and details."""
    word = tag("td", tag("span", VERDICT_WORDS[check.verdict], class_=VERDICT_CLASSES.get(check.verdict, "muted")))
    points = tag("td", f"{check.points} of {check.max}")
    name = check.title + (" (hidden)" if check.hidden else "")
    return tag(
        "tr", word, points, tag("td", tag("strong", name), *check_details(check, titles), player_link(id_prefix))
    )


def check_details(check: CheckResult, titles: Mapping[str, str]) -> list[Markup]:
    """Return what was seen, the question, the paper, and the submission's lines; empty ones are left out."""
    waits = f"waits for: {titles.get(check.blocked_by, check.blocked_by)}" if check.blocked_by else ""
    texts = [each for each in (waits, "" if check.verdict == "ok" else check.seen, check.safety_text) if each]
    paragraphs = [part for text in texts for part in text_paragraphs(text)]
    if check.verdict == "FAIL":
        paragraphs += [tag("p", tag("em", check.ask))] if check.ask else []
        paragraphs += [tag("p", f"read: {paper_reference(check)}", class_="muted")] if check.paper else []
        paragraphs += [tag("pre", "\n".join(check.lines))] if check.lines else []
        paragraphs += [tag("pre", "\n".join(check.printed.splitlines()[-PRINTED_LINE_LIMIT:]))] if check.printed else []
        paragraphs += [tag("p", "hint: ", tag("code", check.hint))] if check.hint else []
        paragraphs += [tag("p", "replay: ", tag("code", f"raftlab replay {check.trace}"))] if check.trace else []
    return paragraphs


def text_paragraphs(text: str) -> list[Markup]:
    """Return the first line of a text as a paragraph, and the rest, a table in text, unchanged."""
    first, *rest = text.splitlines()
    table = tag("pre", *(f"{line}\n" for line in rest)) if rest else None
    return [tag("p", first), table] if table else [tag("p", first)]


def paper_reference(check: CheckResult) -> str:
    """Return the reference to the paper; a bare section is one of the Raft paper."""
    return f"Raft {check.paper}" if check.paper.startswith("§") else check.paper


def player_link(id_prefix: str | None) -> Markup | None:
    """Return the link to a failure's player."""
    return tag("p", tag("a", "step through the run", href=f"#{id_prefix}run")) if id_prefix else None


def failure_player(id_prefix: str, check: CheckResult, trace: Trace, reference_runs: ReferenceRuns) -> Markup:
    """Return the player of one failure, in a folded `details` element."""
    run = draw_player(trace, reference_runs.get(check.trace or ""), id_prefix=id_prefix)
    return tag("details", tag("summary", tag("strong", check.title)), run, id=f"{id_prefix}run", class_="failure")
