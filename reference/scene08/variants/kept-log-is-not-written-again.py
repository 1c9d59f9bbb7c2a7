# variant: the disk holds the same entries, and some that its snapshot stands for too
class Snapshots(Server):
    """Writes the log of a restored server only where it was reset."""

    replace(
        "restoreSnapshot",
        "    self.log.compactTo(index)\nelse:\n    self.log.resetTo(index, term)\nself.persist()",
        "    self.log.compactTo(index)\nelse:\n    self.log.resetTo(index, term)\n    self.persist()",
    )
