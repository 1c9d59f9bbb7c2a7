# caught by: test_event_changes_only_what_it_is_about
class Membership(Server):
    """A leader forgets whom it heard since the last check when it uses a new configuration."""

    replace("adoptConfiguration", "if self.role == LEADER:", "if self.role == LEADER:\n    self.active = set()")
