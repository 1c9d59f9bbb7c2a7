# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """Takes half of the disks of an even cluster for a majority."""

    replace(
        "tryAdvanceCommit",
        "if self.quorum(",
        "if len(stored) > 1 and len(stored) * 2 >= len(self.configuration().members) or self.quorum(",
    )
