# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """Counts its own copy before its disk has it."""

    replace("tryAdvanceCommit", "stored | {self.id} if self.durable_index >= index else stored", "stored | {self.id}")
