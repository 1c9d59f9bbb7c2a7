# caught by: test_repeated_with_the_heartbeat
class Reads(Server):
    """Sends no round while 16 are out: once those are lost, it asks nobody."""

    replace("confirmLeadership", "self.lastRound += 1", "if len(self.rounds) >= 16:\n    return\nself.lastRound += 1")
