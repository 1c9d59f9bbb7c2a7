# caught by: test_retry_hears_the_first_answer
class StateMachine(Server):
    """A copy is answered with what stands at the key now."""

    replace(
        "apply",
        "return OK, value if command.sequence == sequence else None",
        'return OK, self.machine.get(command.key) if command.operation in ("get", "cas") else None',
    )
