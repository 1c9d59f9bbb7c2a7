class Replication(Server):
    """Writes only for entries with a command: harmless where every entry has one."""

    replace(
        "storeEntries",
        "if list(self.log) != before:",
        "if list(self.log) != before and any(entry.command is not None for entry in req.entries):",
    )
