# caught by: test_leader_gives_the_index
class Reads(Server):
    """Answers each question for an index once in a leadership: a follower whose answer is lost waits for ever."""

    replace(
        "handleReadIndex",
        "self.askedReads.append(",
        "if (req.followerId, req.client, req.sequence, req.term) in self.__dict__.setdefault('known', set()):\n"
        "    return\n"
        "self.known.add((req.followerId, req.client, req.sequence, req.term))\n"
        "self.askedReads.append(",
    )
