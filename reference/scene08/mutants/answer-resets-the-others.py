# caught by: test_event_changes_only_what_it_is_about
class Snapshots(Server):
    """An answer of one follower sets the next index of all others back."""

    replace(
        "handleInstallSnapshotReply",
        "index, offset = self.transfers.get(follower, (0, 0))",
        "index, offset = self.transfers.get(follower, (0, 0))\n"
        "self.nextIndex = {each: self.matchIndex[each] + 1 for each in self.nextIndex}",
    )
