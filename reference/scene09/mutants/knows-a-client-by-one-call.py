# caught by: test_leader_gives_the_index
class Reads(Server):
    """Takes another call of the same client for the same question."""

    replace("handleReadIndex", "read[:3] ==", "read[:2] ==")
    replace("handleReadIndex", "(req.followerId, req.client, req.sequence) for", "(req.followerId, req.client) for")
