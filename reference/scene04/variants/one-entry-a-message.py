# variant: a leader may send one entry a message, whatever the limit
class Replication(Server):
    """One entry a message."""

    replace(
        "append_request",
        "entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend),",
        "entries=self.log.entriesFrom(prev + 1, 1),",
    )
