"""A score in words."""

from __future__ import annotations


def score_text(score: float | None) -> str:
    """Return a score in words."""
    return "no score" if score is None else f"{score:g}"
