# caught by: test_sent_parts_do_not_raise_match_index
class Snapshots(Server):
    """Sets nextIndex to 1 with each part that it sends."""

    replace(
        "replicateTo",
        "index, offset = self.transfers.get(follower, (0, 0))",
        "self.nextIndex[follower] = 1\nindex, offset = self.transfers.get(follower, (0, 0))",
    )
