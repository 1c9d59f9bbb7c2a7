# caught by: test_retry_hears_the_first_answer
class StateMachine(Server):
    """A client's first call, a cas of an absent key, takes effect with each copy."""

    replace(
        "apply",
        "if command.sequence <= sequence:",
        """if command.sequence == sequence == 1 and command.operation == "cas" and value is None:
    return OK, self.execute(command)
if command.sequence <= sequence:""",
    )
