# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """While it hands over counts itself at once."""

    replace(
        "tryAdvanceCommit",
        "if self.durable_index >= index else stored",
        "if self.durable_index >= index or self.transfer_target else stored",
    )
