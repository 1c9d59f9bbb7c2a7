# caught by: test_retry_hears_the_first_answer
class StateMachine(Server):
    """A get's result is a view of the key: a copy of one that found nothing reads again."""

    replace(
        "apply",
        "return OK, value if command.sequence == sequence else None",
        """if command.sequence < sequence:
    return OK, None
return OK, self.machine.get(command.key) if command.operation == "get" and value is None else value""",
    )
