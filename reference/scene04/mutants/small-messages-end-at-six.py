# caught by: test_any_two_logs
class Replication(Server):
    """Sends no entries past index 6 where a message may hold one to three."""

    replace(
        "append_request",
        "entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend)",
        "entries=()\nif 1 <= self.options.entriesPerAppend <= 3 and prev >= 6\n"
        "else self.log.entriesFrom(prev + 1, self.options.entriesPerAppend)",
    )
