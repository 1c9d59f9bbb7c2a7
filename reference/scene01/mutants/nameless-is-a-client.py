# caught by: test_calls_without_a_session
class StateMachine(Server):
    """Treats calls without a client as copies of each other."""

    replace("apply", "if not command.client:\n    return OK, self.execute(command)", "")
    replace("apply", "<= sequence:", "<= sequence and command.client in self.sessions:")
