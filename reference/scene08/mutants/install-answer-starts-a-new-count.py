# caught by: test_part_counts_as_hearing_the_leader
class Snapshots(Server):
    """Forgets which followers it heard when one has the snapshot."""

    replace("handleInstallSnapshotReply", "if reply.matchIndex:", "if reply.matchIndex:\n    self.active = set()")
