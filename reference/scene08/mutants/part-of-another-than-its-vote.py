# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Takes no part of a leader that it did not vote for."""

    replace(
        "handleInstallSnapshot",
        "if req.lastIncludedIndex <= self.commitIndex:",
        "if self.votedFor not in (None, self.id, req.leaderId):\n    return\n"
        "if req.lastIncludedIndex <= self.commitIndex:",
    )
