# caught by: test_leadership_ends_with_its_lease
class Reads(Server):
    """Keeps the rounds of a leadership that is over: a refusal in the next one counts as an answer."""

    replace("endLeadership", "self.rounds = {}", "")
