# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """Behind a snapshot counts itself at once."""

    replace(
        "tryAdvanceCommit",
        "if self.durable_index >= index else stored",
        "if self.durable_index >= index or self.log.lastIncludedIndex else stored",
    )
