# caught by: test_append_keeps_to_the_limit
class Replication(Server):
    """Counts the entry at prevLogIndex too, and sends one more than allowed."""

    replace(
        "append_request",
        ".options.entriesPerAppend),",
        ".options.entriesPerAppend and self.options.entriesPerAppend + 1),",
    )
