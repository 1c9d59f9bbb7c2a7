# caught by: test_follower_without_the_entries_catches_up
class Snapshots(Server):
    """Installs a snapshot only if it brings exactly the next index."""

    replace("handleInstallSnapshot", "if req.done:", "if req.done and req.lastIncludedIndex == self.lastApplied + 1:")
