"""Tries: a metaclass that claims to be a Server.

Happens: issubclass asks the true bases.
Expected: SubmissionRejectedError: |SubmissionRaisedError|WorkerDiedError|nothing
"""

class Meta(type):
    def __subclasscheck__(cls, other):
        return True

    def mro(cls):
        return [cls, object]


class Commit(metaclass=Meta):
    pass
