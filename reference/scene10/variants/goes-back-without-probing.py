# variant: a refusal may be followed by a full window, if the first message holds one entry
class Operations(Server):
    """Sends one entry first, then streams at once."""

    replace(
        "has_room", "1 if follower in self.probing else self.options.window_messages", "self.options.window_messages"
    )
