# variant: what a leader remembers of a transfer is its own; after the end of one it remembers nothing
class Snapshots(Server):
    """Forgets the transfer of a follower that has the snapshot."""

    replace(
        "handleInstallSnapshotReply",
        "self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)",
        "if reply.lastIncludedIndex == index:\n"
        "    del self.transfers[follower]\n"
        "self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)",
    )
