# caught by: test_same_log_same_state
class StateMachine(Server):
    """Expire looks at the vote."""

    replace(
        "execute",
        'elif command.operation == "expire":',
        'elif command.operation == "expire" and self.votedFor is None:',
    )
