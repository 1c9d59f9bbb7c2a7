# caught by: test_sessions_are_separate
class StateMachine(Server):
    """Only a client can end a session."""

    replace("execute", 'elif command.operation == "expire":', 'elif command.operation == "expire" and command.client:')
