# caught by: test_retry_hears_the_first_answer
class StateMachine(Server):
    """A delete of an absent key changes nothing, so the call is not noted: its copy deletes what came later."""

    replace(
        "apply",
        "value = self.execute(command)",
        """if command.operation == "delete" and command.key not in self.machine:
    return OK, None
value = self.execute(command)""",
    )
