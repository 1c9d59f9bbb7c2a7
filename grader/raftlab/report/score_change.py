"""What changed between two gradings of one student's file, in one line."""

from __future__ import annotations

from raftlab.grading_models import Result

TITLE_LIMIT = 2
"""How many titles the line names."""


def score_change_text(old_result: Result, new_result: Result) -> str:
    """Return the points won and lost, with the checks that pass now, else with those that pass no longer."""
    passed_before = {check.name for check in old_result.checks if check.verdict == "ok"}
    passed = {check.name for check in new_result.checks if check.verdict == "ok"}
    titles = {check.name: check.title for check in (*old_result.checks, *new_result.checks) if not check.hidden}
    difference = new_result.score - old_result.score
    won = [title for name, title in titles.items() if name in passed - passed_before]
    lost = [title for name, title in titles.items() if name in passed_before - passed]
    parts = [f"{sign} {titles_text(names)}" for sign, names in (("now ok:", won), ("no longer ok:", lost)) if names]
    return f"{difference:+d}: " + "; ".join(parts) if parts else f"{difference:+d}"


def titles_text(titles: list[str]) -> str:
    """Return the first titles in quotes, and how many more there are."""
    more = f" and {len(titles) - TITLE_LIMIT} more" if len(titles) > TITLE_LIMIT else ""
    return ", ".join(f"“{title.removesuffix('.')}”" for title in titles[:TITLE_LIMIT]) + more
