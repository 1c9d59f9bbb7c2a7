# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Stops the election timer when its leadership ends."""

    replace("endLeadership", "self.rounds = {}", "self.rounds = {}\nself.cancelTimer('election')")
