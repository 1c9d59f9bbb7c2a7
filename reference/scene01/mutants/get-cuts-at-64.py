# caught by: test_put_get_append_delete
class StateMachine(Server):
    """get returns 64 characters at most."""

    replace(
        "execute",
        'elif command.operation == "get":\n    return old',
        'elif command.operation == "get":\n    return old if old is None else old[:64]',
    )
