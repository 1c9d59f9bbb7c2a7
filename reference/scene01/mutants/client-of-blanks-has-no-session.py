# caught by: test_sessions_are_separate
class StateMachine(Server):
    """A client whose name is all blanks has no session."""

    replace("apply", "if not command.client:", "if not command.client.strip():")
