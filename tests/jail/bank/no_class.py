"""Tries: a file without the class that is asked for.

Happens: told with the file.
Expected: SubmissionRejectedError: .*no class Commit
"""

class Other:
    pass
