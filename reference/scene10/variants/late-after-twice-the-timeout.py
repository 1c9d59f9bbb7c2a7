# variant: how long a stall may be is a choice between the bounds
class Operations(Server):
    """Waits for twice the longest election timeout."""

    replace("disk_is_late", "> self.electionWindow()[0]", "> 2 * self.electionWindow()[1]")
