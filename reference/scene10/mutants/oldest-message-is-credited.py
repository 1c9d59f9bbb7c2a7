# caught by: test_answers_in_any_order
class Operations(Server):
    """Takes a success for the whole message, also where the follower acknowledges less."""

    replace(
        "count_success",
        "self.matchIndex[follower] = max",
        "sent = self.in_flight.get(follower, [])\n"
        "if sent and index >= sent[0][0]:\n"
        "    index = max(index, sent[0][1])\n"
        "self.matchIndex[follower] = max",
    )
