class Commit(Server):
    """Sees no conflict between entries without a command: harmless where every entry has one."""

    replace(
        "truncateConflicts",
        "self.log[index].term != entry.term:",
        "self.log[index].term != entry.term and (self.log[index].command or entry.command):",
    )
