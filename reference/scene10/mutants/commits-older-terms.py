# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """Counts the disks of entries of older terms."""

    replace(
        "tryAdvanceCommit",
        "if self.log[index].term != self.currentTerm:",
        "if self.log[index].term > self.currentTerm:",
    )
