# caught by: test_former_leadership_changes_nothing
class Replication(Server):
    """Keeps the entries that it sent from an index on; a later leadership sends them again while the log is as long."""

    replace(
        "append_request",
        "return AppendEntries(",
        "self.sent = getattr(self, 'sent', {})\nkey = prev, self.log.lastIndex()\n"
        "self.sent.setdefault(key, self.log.entriesFrom(prev + 1, self.options.entriesPerAppend))\n"
        "return AppendEntries(",
    )
    replace(
        "append_request",
        "entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend)",
        "entries=self.sent[key]",
    )
