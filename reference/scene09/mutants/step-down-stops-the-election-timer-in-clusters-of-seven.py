# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Stops the election timer when it steps down in clusters of seven."""

    replace(
        "endLeadership",
        "self.rounds = {}",
        "self.rounds = {}\nif (len(self.cluster) == 7):\n    self.cancelTimer('election')",
    )
