# variant: a repeated question of a follower may start a round of its own
class Reads(Server):
    """Takes each question of a follower as a new one."""

    replace("handleReadIndex", " and not is_known", "")
