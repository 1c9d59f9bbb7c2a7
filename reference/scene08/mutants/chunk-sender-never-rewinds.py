# caught by: test_follower_that_lost_the_parts_gets_the_first
class Snapshots(Server):
    """Only goes forward: a follower that restarted never gets the first part again."""

    replace("handleInstallSnapshotReply", "reply.offset != offset", "reply.offset > offset")
