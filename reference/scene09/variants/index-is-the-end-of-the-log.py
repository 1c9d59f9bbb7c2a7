# variant: whatever was committed when the read arrived is in this log; the read may wait a little longer
class Reads(Server):
    """Waits until all that was in the log when the read arrived is applied."""

    replace("read_point", "max(self.commitIndex, self.termStart)", "self.log.lastIndex()")
