# caught by: test_retry_hears_the_first_answer
class StateMachine(Server):
    """A write of the value that stands there changes nothing, and is not noted: a copy of it overwrites later calls."""

    replace(
        "apply",
        "value = self.execute(command)\nif",
        """before = dict(self.machine)
value = self.execute(command)
if command.operation == "put" and before == self.machine:
    return OK, value
if""",
    )
