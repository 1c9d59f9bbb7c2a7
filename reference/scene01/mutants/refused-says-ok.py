# caught by: test_expired_session_is_refused
class StateMachine(Server):
    """Says ok to a command of an expired session, and changes nothing."""

    replace("apply", "return REFUSED, None", "return OK, None")
