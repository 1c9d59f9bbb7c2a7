# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """In a joint configuration counts the disks of the new side only."""

    replace("tryAdvanceCommit", "stored = {each", "new = set(self.configuration().voters)\nstored = {each")
    replace(
        "tryAdvanceCommit",
        "if self.quorum(stored | {self.id} if self.durable_index >= index else stored):",
        "if self.durable_index >= index:\n"
        "    stored.add(self.id)\n"
        "if self.quorum(stored) or (self.configuration().is_joint and 2 * len(stored & new) > len(new)):",
    )
