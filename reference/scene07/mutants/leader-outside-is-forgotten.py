# caught by: test_event_changes_only_what_it_is_about
class Membership(Server):
    """Forgets its leader once that is no member any more, though it leads on."""

    replace(
        "adoptConfiguration",
        "if self.role == LEADER:",
        "if self.leaderId not in self.configuration().members:\n    self.leaderId = None\nif self.role == LEADER:",
    )
