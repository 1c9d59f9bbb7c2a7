# caught by: test_applying_changes_only_what_it_is_about
class StateMachine(Server):
    """A no-op tells of a new leader, so the old one is forgotten."""

    replace("apply", "if command is None:", "if command is None:\n    self.leaderId = None")
