# caught by: test_append_keeps_to_the_limit
class Replication(Server):
    """Takes a limit of one entry for none."""

    replace(
        "append_request",
        "entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend)",
        "entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend)\n"
        "if self.options.entriesPerAppend != 1\nelse self.log.entriesFrom(prev + 1)",
    )
