# caught by: test_one_change_at_a_time
class Membership(Server):
    """Asks the guard for no learner after its first change."""

    changed_in = 0

    replace(
        "may_change",
        "if self.configuration_index()",
        "if self.changed_in == self.currentTerm and target.voters == self.configuration().voters:\n"
        "    return True\n"
        "if self.configuration_index()",
    )

    replace(
        "proposeConfiguration",
        "self.append_configuration(target)",
        "self.changed_in = self.currentTerm\nself.append_configuration(target)",
    )
