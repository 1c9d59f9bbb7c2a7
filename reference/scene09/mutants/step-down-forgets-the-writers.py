# caught by: test_every_read_ends
class Reads(Server):
    """Forgets the clients of writes when its leadership ends."""

    replace("endLeadership", "self.rounds = {}", "self.rounds = {}\nself.waiting = {}")
