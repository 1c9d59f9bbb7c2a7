# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """Commits nothing that its own disk does not have."""

    replace("tryAdvanceCommit", "range(self.log.lastIndex(), ", "range(self.durable_index, ")
