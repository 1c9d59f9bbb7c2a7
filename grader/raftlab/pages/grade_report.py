"""The report as a page: the table of checks, and under it, for each failure with a run, its player."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from raftlab.models import CheckResult, Result
from raftlab.pages.html.markup import Markup, join, tag
from raftlab.pages.html.page_template import render_page
from raftlab.pages.player.page import KEYS, draw_player, help_dialog, player_data
from raftlab.trace import Event, Trace

SCRIPTS = ("page.js", "run.js", "player.js", "report.js")
PRINTED_LINE_LIMIT = 12
"""Lines of a submission's own printing that are shown."""

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
"""For a trace's path, the reference's run of the same schedule."""


def report_page(result: Result, traces: Mapping[str, Trace], reference_runs: ReferenceRuns | None = None) -> str:
    """Return the page of one result. `traces` holds the runs by the path that their checks give."""
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
    """Return the title and what was graded."""
    facts = f"{result.submission.file} · seed {result.seed} · jail {result.level} · kit {result.kit}"
    score = tag("p", tag("strong", f"{result.score} of {result.max} points"), hidden_checks_text(result))
    return tag("header", tag("h1", f"{result.scene}: {result.title}"), tag("p", facts, class_="muted"), score)


def hidden_checks_text(result: Result) -> str:
    """Return how many checks run elsewhere, "" for none."""
    many = result.hidden_elsewhere
    return f" · {many} hidden check{'s' if many > 1 else ''} run when you submit" if many else ""


def warning_paragraphs(result: Result) -> list[Markup]:
    """Return the warnings, a line each."""
    return [tag("p", tag("strong", "warning: "), text, class_="note") for text in result.warnings]


# ---- the table -----------------------------------------------------------------------------------------------------


def checks_table(result: Result, checks_with_runs: Mapping[str, CheckResult]) -> Markup:
    """Return the table of checks, in the order of the suite."""
    head = tag("tr", *(tag("th", word, scope="col") for word in ("verdict", "points", "check")))
    links = {check.name: name for name, check in checks_with_runs.items()}
    titles = {check.name: check.title for check in result.checks}
    rows = (check_row(check, titles, links.get(check.name)) for check in result.checks)
    told = tag("table", tag("caption", "Checks"), tag("thead", head), tag("tbody", *rows), class_="checks")
    return tag("div", told, class_="scroll", tabindex=0, role="group", aria_label="checks")


def check_row(check: CheckResult, titles: Mapping[str, str], id_prefix: str | None) -> Markup:
    """Return one check's row: its verdict in a word, its points, and what there is to say."""
    word = tag("td", tag("span", VERDICT_WORDS[check.verdict], class_=VERDICT_CLASSES.get(check.verdict, "muted")))
    points = tag("td", f"{check.points} of {check.max}")
    name = check.title + (" (hidden)" if check.hidden else "")
    return tag(
        "tr", word, points, tag("td", tag("strong", name), *check_details(check, titles), player_link(id_prefix))
    )


def check_details(check: CheckResult, titles: Mapping[str, str]) -> list[Markup]:
    """Return what was seen, the question, the paper, and the submission's own lines; each only where it is there."""
    waits = f"waits for: {titles.get(check.blocked_by, check.blocked_by)}" if check.blocked_by else ""
    plain = [each for each in (waits, "" if check.verdict == "ok" else check.seen) if each]
    told = [part for text in plain for part in text_paragraphs(text)]
    if check.verdict == "FAIL":
        told += [tag("p", tag("em", check.ask))] if check.ask else []
        told += [tag("p", f"read: {paper_text(check)}", class_="muted")] if check.paper else []
        told += [tag("pre", "\n".join(check.lines))] if check.lines else []
        told += [tag("pre", "\n".join(check.printed.splitlines()[-PRINTED_LINE_LIMIT:]))] if check.printed else []
        told += [tag("p", "hint: ", tag("code", check.hint))] if check.hint else []
        told += [tag("p", "replay: ", tag("code", f"raftlab replay {check.trace}"))] if check.trace else []
    return told


def text_paragraphs(text: str) -> list[Markup]:
    """Return a text's first line as a paragraph, and what follows it, a table in words, as it stands."""
    first, *rest = text.splitlines()
    table = tag("pre", *(f"{line}\n" for line in rest)) if rest else None
    return [tag("p", first), table] if table else [tag("p", first)]


def paper_text(check: CheckResult) -> str:
    """Return where to read, naming the paper where only a section is given."""
    return f"Raft {check.paper}" if check.paper.startswith("§") else check.paper


def player_link(id_prefix: str | None) -> Markup | None:
    """Return the link to a failure's player."""
    return tag("p", tag("a", "step through the run", href=f"#{id_prefix}run")) if id_prefix else None


def failure_player(id_prefix: str, check: CheckResult, trace: Trace, reference_runs: ReferenceRuns) -> Markup:
    """Return one failure's player, folded away until it is wanted."""
    run = draw_player(trace, reference_runs.get(check.trace or ""), id_prefix=id_prefix)
    return tag("details", tag("summary", tag("strong", check.title)), run, id=f"{id_prefix}run", class_="failure")
