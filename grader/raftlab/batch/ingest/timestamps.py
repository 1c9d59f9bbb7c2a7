"""Parses the times that platforms write."""

from __future__ import annotations

import re
from datetime import UTC, datetime

TIME_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%A, %d %B %Y, %I:%M %p", "%d/%m/%Y %H:%M")


def parse_time(text: str) -> datetime | None:
    """Return the time in `text`, in UTC if it names no zone; None if it has no time.

    >>> parse_time("2026-11-23 10:00:00 UTC").isoformat()
    '2026-11-23T10:00:00+00:00'
    """
    text = re.sub(r"(\.\d{6})\d+", r"\1", text.strip().removesuffix(" UTC").removesuffix(" Z"))
    try:
        return to_utc(datetime.fromisoformat(text))
    except ValueError:
        pass
    for form in TIME_FORMATS:
        try:
            return to_utc(datetime.strptime(text, form))
        except ValueError:
            continue
    return None


def to_utc(time: datetime) -> datetime:
    """Return the same moment in UTC; a time without a zone is taken as UTC."""
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
