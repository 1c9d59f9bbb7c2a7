# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """Waits for a majority of the others, whatever its own disk has."""

    replace("tryAdvanceCommit", "stored | {self.id} if self.durable_index >= index else stored", "stored")
