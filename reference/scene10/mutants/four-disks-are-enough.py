# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """Takes four other disks for a majority of any cluster."""

    replace("tryAdvanceCommit", "if self.quorum(", "if len(stored) >= 4 or self.quorum(")
