# caught by: test_sent_parts_do_not_raise_match_index
class Snapshots(Server):
    """Sets nextIndex to 1 with each part that is acknowledged."""

    replace(
        "handleInstallSnapshotReply",
        "self.transfers[follower] = (index, reply.offset)",
        "self.nextIndex[follower] = 1\nself.transfers[follower] = (index, reply.offset)",
    )
