# caught by: test_same_log_same_state
class StateMachine(Server):
    """A copy of a call that returned the empty text returns nothing."""

    replace("apply", "OK, value)", "OK, value or None)")
