# caught by: test_put_get_append_delete
class StateMachine(Server):
    """get gives an empty text where nothing stands."""

    replace(
        "execute",
        'elif command.operation == "get":\n    return old',
        'elif command.operation == "get":\n    return old or ""',
    )
