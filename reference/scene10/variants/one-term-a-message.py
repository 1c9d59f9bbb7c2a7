# variant: a message may hold fewer entries than the limits allow
class Operations(Server):
    """Ends a message where the term changes."""

    replace(
        "next_batch",
        "for entry in entries[1:]:",
        "for entry in entries[1:]:\n    if entry.term != entries[0].term:\n        break",
    )
