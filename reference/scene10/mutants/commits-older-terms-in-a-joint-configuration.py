# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """In a joint configuration commits entries of older terms by counting."""

    replace(
        "tryAdvanceCommit",
        "if self.log[index].term != self.currentTerm:",
        "if self.log[index].term != self.currentTerm and not self.configuration().is_joint:",
    )
