# caught by: test_expired_session_is_refused
class StateMachine(Server):
    """Looks up the session of the command's key, not of its client, before it keeps what the client did."""

    replace(
        "apply", "get(command.client) != EXPIRED:  # a client may end its own session", "get(command.key) != EXPIRED:"
    )
