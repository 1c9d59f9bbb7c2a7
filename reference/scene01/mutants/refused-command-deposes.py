# caught by: test_applying_changes_only_what_it_is_about
class StateMachine(Server):
    """A refused command makes its server a follower."""

    replace("apply", "if outcome == REFUSED:", 'if outcome == REFUSED:\n    self.role = "follower"')
