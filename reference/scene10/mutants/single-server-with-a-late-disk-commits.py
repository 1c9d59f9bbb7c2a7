# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """A server alone commits what it has when its disk is late."""

    replace(
        "tryAdvanceCommit",
        "if self.durable_index >= index else stored",
        "if self.durable_index >= index or (not self.followers and self.disk_is_late()) else stored",
    )
