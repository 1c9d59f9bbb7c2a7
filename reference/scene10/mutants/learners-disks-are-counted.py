# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """Counts disks, and does not ask whose."""

    replace(
        "tryAdvanceCommit",
        "if self.quorum(stored | {self.id} if self.durable_index >= index else stored):",
        "if len(stored) + (self.durable_index >= index) >= self.majority():",
    )
