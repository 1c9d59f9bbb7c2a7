# caught by: test_lost_part_is_sent_again
class Snapshots(Server):
    """What one follower has reached is the offset of every follower's next part."""

    replace("replicateTo", "self.transfers.get(follower, (0, 0))", "self.transfers.get('S0', (0, 0))")
    replace("replicateTo", "self.transfers[follower] = (", "self.transfers['S0'] = (")
    replace("handleInstallSnapshotReply", "self.transfers.get(follower, (0, 0))", "self.transfers.get('S0', (0, 0))")
    replace("handleInstallSnapshotReply", "self.transfers[follower] = (", "self.transfers['S0'] = (")
