# caught by: test_event_changes_only_what_it_is_about
class Membership(Server):
    """A follower that uses a new configuration forgets that it has just heard its leader."""

    replace(
        "adoptConfiguration",
        "if self.role == LEADER:",
        "if self.role != LEADER and self.configuration_index() > self.commitIndex:\n    self.heardAt = None\n"
        "if self.role == LEADER:",
    )
