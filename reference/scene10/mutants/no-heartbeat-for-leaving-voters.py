# caught by: test_heartbeat_is_sent_though_the_window_is_full
class Operations(Server):
    """In a joint configuration a heartbeat goes to the new voters only."""

    replace(
        "send_heartbeat",
        "if prev >= self.log.lastIncludedIndex:",
        "members = self.configuration()\n"
        "stays = not members.is_joint or follower in members.voters\n"
        "if stays and prev >= self.log.lastIncludedIndex:",
    )
