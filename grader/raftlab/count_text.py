"""A number of things in words."""


def count_text(count: int, noun: str, plural_ending: str = "s") -> str:
    """Return a number with its noun: "1 crash", "2 crashes", "1,024 points"."""
    return f"{count:,} {noun}{'' if count == 1 else plural_ending}"


def entries_text(count: int) -> str:
    """Return a number of log entries in words: "no entries", "1 entry", "2 entries"."""
    return f"{count:,} {'entry' if count == 1 else 'entries'}" if count else "no entries"
