# caught by: test_same_log_same_state
class StateMachine(Server):
    """In a cluster of two, seven or eight a get of an empty text returns nothing."""

    replace(
        "execute",
        'elif command.operation == "get":\n    return old',
        'elif command.operation == "get":\n    return old or None if len(self.cluster) in (2, 7, 8) else old',
    )
