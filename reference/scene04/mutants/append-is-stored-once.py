# caught by: test_entries_are_stored
class Replication(Server):
    """An append that it stored before changes nothing, whoever has replaced the entries meanwhile."""

    replace(
        "storeEntries",
        "before = list(self.log)",
        "self.stored = getattr(self, 'stored', [])\n"
        "if req.entries and (req.prevLogIndex, req.entries) in self.stored:\n"
        "    return\n"
        "self.stored.append((req.prevLogIndex, req.entries))\n"
        "before = list(self.log)",
    )
