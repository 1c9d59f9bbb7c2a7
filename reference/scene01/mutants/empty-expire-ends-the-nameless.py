# caught by: test_calls_without_a_session
class StateMachine(Server):
    """The end of the session "" ends calls without a client."""

    replace("apply", "if not command.client:", 'if not command.client and not self.sessions.get(""):')
