# caught by: test_append_follows_next_index
class Replication(Server):
    """Sends two no-ops in an append, and leaves out a third."""

    replace(
        "append_request",
        "entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend)",
        "entries=without_third_noop(self.log.entriesFrom(prev + 1, self.options.entriesPerAppend))",
    )


def without_third_noop(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    if sum(entry.command is None for entry in entries) < 3:
        return entries
    third = [index for index, entry in enumerate(entries) if entry.command is None][2]
    return entries[:third] + entries[third + 1 :]
