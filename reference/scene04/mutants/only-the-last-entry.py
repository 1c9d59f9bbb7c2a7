# caught by: test_append_follows_next_index
class Replication(Server):
    """Sends only its last entry, whatever the follower lacks."""

    replace(
        "append_request",
        "log.entriesFrom(prev + 1, self.options.entriesPerAppend),",
        "log.entriesFrom(max(prev + 1, self.log.lastIndex())),",
    )
