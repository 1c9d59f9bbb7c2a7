# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """Takes three other disks for a majority of any cluster."""

    replace("tryAdvanceCommit", "if self.quorum(", "if len(stored) > 2 or self.quorum(")
