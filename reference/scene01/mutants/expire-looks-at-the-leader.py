# caught by: test_same_log_same_state
class StateMachine(Server):
    """Expire looks at the leader."""

    replace(
        "execute",
        'elif command.operation == "expire":',
        'elif command.operation == "expire" and self.leaderId in (None, self.id):',
    )
