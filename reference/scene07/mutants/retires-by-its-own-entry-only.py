# caught by: test_removed_leader_steps_down
class Membership(Server):
    """Leads on where the configuration without it is of an older term."""

    replace(
        "retire",
        "if self.role != LEADER or",
        "if self.log.term(self.configuration_index()) < self.currentTerm or self.role != LEADER or",
    )
