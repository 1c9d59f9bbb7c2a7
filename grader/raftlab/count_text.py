"""A number of things in words."""


def count_text(count: int, noun: str, plural_ending: str = "s") -> str:
    """Return a number with its noun: "1 crash", "2 crashes", "1,024 points"."""
    return f"{count:,} {noun}{'' if count == 1 else plural_ending}"
