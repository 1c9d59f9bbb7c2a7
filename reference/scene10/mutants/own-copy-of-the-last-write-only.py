# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """Counts itself only for the newest index on its disk."""

    replace("tryAdvanceCommit", "self.durable_index >= index", "self.durable_index == index")
