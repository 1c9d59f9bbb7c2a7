# variant: nextIndex of a server that joins may begin anywhere above 0: an empty server needs the first entry anyway
class Membership(Server):
    """A server that joins is sent the whole log."""

    replace("adoptConfiguration", "self.nextIndex.get(each, end)", "self.nextIndex.get(each, 1)")

    replace("adoptConfiguration", "            end = self.log.lastIndex() + 1\n", "")
