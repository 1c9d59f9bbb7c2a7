"""The badge of a panel as the page shows it: whose count it is, and why the answer is yes."""

from __future__ import annotations

import msgspec

from raftlab.pages.trace_analysis.cluster_states import Views
from raftlab.trace import CommitBadge, ServerView, StoryboardPanel, configuration_label


def shown_badge(panel: StoryboardPanel, views: Views) -> CommitBadge | None:
    """Return the panel's badge in words; None without one, or if its server is down or has no such entry."""
    badge = panel.badge
    view = views.get(badge.server) if badge else None
    if badge is None or view is None or not view.up or len(view.log) < badge.index:
        return None
    reason = own_term_text(badge, view, views) if badge.answer == "YES" else ""
    return msgspec.structs.replace(
        badge,
        question=f"{badge.server}: {badge.question}",
        answer=f"{badge.answer}: {reason}" if reason else badge.answer,
        arithmetic=badge.arithmetic + configuration_text(badge.server, view),
    )


def own_term_text(badge: CommitBadge, view: ServerView, views: Views) -> str:
    """Return which entry of the leader's own term commits the index, and how many servers hold that entry."""
    own = next(
        (n for n in range(badge.index, view.commitIndex + 1) if view.log[n - 1].term == view.currentTerm),
        None,
    )
    if own is None:
        return ""
    what = f"index {own} is of term {view.currentTerm}, the leader's own"
    if any(entry.configuration for entry in view.log):
        return what
    count = sum(other.log[:own] == view.log[:own] for other in views.values())
    return f"{what}, and on {count} of {len(views)}"


def configuration_text(server: str, view: ServerView) -> str:
    """Return the configuration by which a server counts, "" if its log has none."""
    latest = next((entry.configuration for entry in reversed(view.log) if entry.configuration), None)
    return f" in {server}'s configuration {configuration_label(latest)}" if latest else ""
