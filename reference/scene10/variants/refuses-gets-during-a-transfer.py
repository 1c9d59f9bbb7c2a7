# variant: a leader that hands over may refuse every call
class Operations(Server):
    """Takes no call at all while it hands over."""

    replace("takes_call", " and needs_entry", "")
