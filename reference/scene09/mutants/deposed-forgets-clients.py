# caught by: test_every_read_ends
class Reads(Server):
    """A leader whose leadership ends tells the waiting writers at once that it does not lead."""

    replace("endLeadership", "self.rounds = {}", "self.rounds = {}\nfor call in self.waiting.values():\n    self.reply(call.client, call.sequence, NOT_LEADER)\nself.waiting = {}")
