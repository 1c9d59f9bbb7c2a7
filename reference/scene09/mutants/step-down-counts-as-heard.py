# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Counts the end of its leadership as a leader that was heard."""

    replace("endLeadership", "self.rounds = {}", "self.rounds = {}\nself.heardAt = self.now")
