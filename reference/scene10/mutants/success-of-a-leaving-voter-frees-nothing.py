# caught by: test_answers_in_any_order
class Operations(Server):
    """A success of a server that is no voter of the new configuration leaves the window as it is."""

    replace(
        "count_success",
        "if sent[1] > index",
        "if sent[1] > index or follower not in self.configuration().voters",
    )
