# caught by: test_retry_hears_the_first_answer
class StateMachine(Server):
    """Does not note reads in the session: an older copy behind one is new again."""

    replace("apply", "!= EXPIRED:  # a client may end its own session", '!= EXPIRED and command.operation != "get":')
