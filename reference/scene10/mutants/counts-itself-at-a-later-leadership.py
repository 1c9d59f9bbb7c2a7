# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """At its second leadership counts itself at once."""

    replace("becomeLeader", "super().becomeLeader()", "self.led = vars(self).get('led', 0) + 1\nsuper().becomeLeader()")
    replace(
        "tryAdvanceCommit",
        "if self.durable_index >= index else stored",
        "if self.durable_index >= index or vars(self).get('led', 0) > 1 else stored",
    )
