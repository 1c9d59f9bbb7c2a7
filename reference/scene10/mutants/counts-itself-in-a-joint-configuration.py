# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """In a joint configuration counts itself at once."""

    replace(
        "tryAdvanceCommit",
        "if self.durable_index >= index else stored",
        "if self.durable_index >= index or self.configuration().is_joint else stored",
    )
