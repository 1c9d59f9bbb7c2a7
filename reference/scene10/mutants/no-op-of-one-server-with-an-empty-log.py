# caught by: test_no_op_opens_reads
class Operations(Server):
    """A server that is alone, and has no entry, has nothing to commit: it begins without a no-op."""

    replace(
        "becomeLeader", "if self.options.no_op:", "if self.options.no_op and (self.followers or self.log.lastIndex()):"
    )
