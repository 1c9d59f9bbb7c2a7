# caught by: test_former_leadership_changes_nothing
class Replication(Server):
    """Keeps the term of each prevLogIndex that it sent, also when that entry is replaced before it leads again."""

    replace(
        "append_request",
        "return AppendEntries(",
        "self.terms = getattr(self, 'terms', {})\nself.terms.setdefault(prev, self.log.term(prev))\n"
        "return AppendEntries(",
    )
    replace("append_request", "prevLogTerm=self.log.term(prev)", "prevLogTerm=self.terms[prev]")
