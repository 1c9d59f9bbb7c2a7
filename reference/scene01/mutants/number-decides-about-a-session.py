# caught by: test_calls_without_a_session
class StateMachine(Server):
    """A call with a number has a session, also without a client."""

    replace("apply", "if not command.client:", "if command.sequence == 0:")
