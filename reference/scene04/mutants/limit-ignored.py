# caught by: test_append_keeps_to_the_limit
class Replication(Server):
    """Sends all that the follower lacks in one message."""

    replace(
        "append_request",
        "entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend),",
        "entries=self.log.entriesFrom(prev + 1),",
    )
