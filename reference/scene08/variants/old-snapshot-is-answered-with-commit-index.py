# variant: what is committed here is stored, also what is behind the old snapshot
class Snapshots(Server):
    """Acknowledges everything that it has committed when it gets an old snapshot, as etcd does."""

    replace(
        "handleInstallSnapshot",
        "    self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)\n    return",
        "    self.answer_part(req, 0, matchIndex=self.commitIndex)\n    return",
    )
