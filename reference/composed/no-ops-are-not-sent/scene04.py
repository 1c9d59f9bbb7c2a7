class Replication(Server):
    """Sends only entries with a command: harmless where every entry has one."""

    replace(
        "append_request",
        "entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend),",
        "entries=tuple(\n"
        "    entry\n"
        "    for entry in self.log.entriesFrom(prev + 1, self.options.entriesPerAppend)\n"
        "    if entry.command is not None\n"
        "),",
    )
