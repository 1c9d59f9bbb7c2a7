# caught by: test_follower_asks_its_leader
class Reads(Server):
    """Answers at a follower from its own machine."""

    replace(
        "handleRead",
        "self.forwardedReads[client, sequence] = (key, self.currentTerm, None)",
        "self.reply(client, sequence, OK, self.machine.get(key))",
    )
