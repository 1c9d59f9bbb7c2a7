# caught by: test_retry_hears_the_first_answer
class StateMachine(Server):
    """Returns a value without the blanks around it to a client with a session."""

    replace(
        "apply", "value = self.execute(command)", 'value = self.execute(command)\nvalue = value and value.strip(" ")'
    )
