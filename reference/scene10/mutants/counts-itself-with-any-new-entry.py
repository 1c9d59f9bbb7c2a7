# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """Counts itself once it has written anything that is not committed."""

    replace(
        "tryAdvanceCommit",
        "if self.durable_index >= index else stored",
        "if self.durable_index > self.commitIndex else stored",
    )
