# caught by: test_no_op_opens_reads
class Operations(Server):
    """No no-op where all of the log is committed."""

    replace(
        "becomeLeader", "if self.options.no_op:", "if self.options.no_op and self.commitIndex < self.log.lastIndex():"
    )
