# caught by: test_put_get_append_delete
class StateMachine(Server):
    """get returns a value without the blanks around it."""

    replace(
        "execute",
        'elif command.operation == "get":\n    return old',
        'elif command.operation == "get":\n    return old if old is None else old.strip()',
    )
