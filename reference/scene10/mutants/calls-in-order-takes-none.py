# caught by: test_hidden_search
class Operations(Server):
    """Takes no new call of a client."""

    replace("takes_call", "(command.client) + 1", "(command.client) - 1")
