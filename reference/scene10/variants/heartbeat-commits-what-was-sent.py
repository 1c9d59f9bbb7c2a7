# variant: a follower takes what is committed only as far as the message reaches
class Operations(Server):
    """Tells commitIndex up to what was sent."""

    replace(
        "append_message",
        "self.log.term(prev), entries, self.commitIndex)",
        "self.log.term(prev), entries, min(self.commitIndex, prev + len(entries)))",
    )
