# caught by: test_follower_asks_its_leader
class Reads(Server):
    """Sends no call on twice: a client whose answer is lost waits for ever."""

    replace(
        "handleRead",
        "self.forwardedReads[client, sequence] = (key, self.currentTerm, None)",
        'if (client, sequence) in self.__dict__.setdefault("sentOn", set()):\n'
        "    return\n"
        "self.sentOn.add((client, sequence))\n"
        "self.forwardedReads[client, sequence] = (key, self.currentTerm, None)",
    )
