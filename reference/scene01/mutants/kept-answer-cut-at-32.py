# caught by: test_retry_hears_the_first_answer
class StateMachine(Server):
    """Keeps 32 characters of what a client was answered."""

    replace("apply", "= (command.sequence, OK, value)", "= (command.sequence, OK, value and value[:32])")
