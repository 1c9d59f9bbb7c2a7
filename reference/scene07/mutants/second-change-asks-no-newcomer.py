# caught by: test_new_voter_has_caught_up
class Membership(Server):
    """Asks whether a newcomer has caught up at its first change of a term only."""

    replace(
        "proposeConfiguration",
        "if target is None or not self.may_change(target):",
        "has_changed = getattr(self, 'change_term', 0) == self.currentTerm\n"
        "is_open = self.configuration_index() > self.commitIndex\n"
        "if target is None or not (self.may_change(target) or (has_changed and not is_open)):",
    )
    replace(
        "proposeConfiguration",
        "self.append_configuration(target)",
        "self.append_configuration(target)\nself.change_term = self.currentTerm",
    )
