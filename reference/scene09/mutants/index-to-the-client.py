# caught by: test_leader_gives_the_index
class Reads(Server):
    """Sends a follower's index to the client that reads there."""

    replace("serve_followers", "self.send(follower,", "self.send(client,")
