# caught by: test_retry_hears_the_first_answer
class StateMachine(Server):
    """A copy changes nothing, and is answered with no value."""

    replace("apply", "return OK, value if command.sequence == sequence else None", "return OK, None")
