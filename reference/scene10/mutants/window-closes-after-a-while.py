# caught by: test_throughput_reaches_the_floor
class Operations(Server):
    """Sends one message at a time after a few answers."""

    replace("has_room", "1 if follower in self.probing", "1 if follower in self.probing or self.now > 40")
