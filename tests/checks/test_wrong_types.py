"""A value of a wrong type is reported with the action or variable, the expected type, and the student's line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fake_kit import make_submission, submission_with_body

from raftlab.grading_models import CheckResult

GradeOneCheck = Callable[..., CheckResult]

HANDLER_CHECK = '''
@check(points=5)
def test_moves(lab):
    """A leader moves."""
    lab.place("S1", role="leader", term=4, log=[1, 4]).call("tryAdvanceCommit")
'''
IMPORTS = "from raftlab.server import AppendEntries, Command, Entry, RequestVoteReply\n"


def failed_check(only_check: GradeOneCheck, body: str) -> CheckResult:
    """Return the failed check of a submission whose tryAdvanceCommit has this body, from line 7 on."""
    check = only_check(
        HANDLER_CHECK, work=make_submission(IMPORTS + submission_with_body(f"{body}\nreturn True\n").source)
    )
    assert check.verdict == "FAIL"
    return check


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "self.send('S2', AppendEntries(4, 'S1', 0, 0, [Entry(1)], 0))",
            "AppendEntries.entries is a list; it must be a tuple of Entry",
        ),
        (
            "self.send('S2', AppendEntries(4, 'S1', 0, 0, (Command('put'),), 0))",
            "AppendEntries.entries is a tuple that holds a Command; it must be a tuple of Entry",
        ),
        (
            "self.send('S2', RequestVoteReply(4.0, 'S1', True))",
            "RequestVoteReply.term is 4.0 (a float); it must be an int",
        ),
        (
            "self.send('S2', RequestVoteReply(4, 'S1', 1))",
            "RequestVoteReply.voteGranted is 1 (an int); it must be a bool",
        ),
        (
            "self.send(RequestVoteReply(4, 'S1', True), 'S2')",
            "send(to, message): to is a RequestVoteReply; it must be a server's name (a str)",
        ),
        ("self.send(None, None)", "send(to, message): to is None; it must be a server's name (a str)"),
        ("self.send('S2', 'hello')", "send(to, message): message is 'hello' (a str); it must be a message"),
        (
            "self.setTimer('election', 300 / 2, 300)",
            "setTimer(name, low_ms, high_ms): low_ms is 150.0 (a float); it must be an int",
        ),
        (
            "self.reply('c', 1, False)",
            "reply(client, sequence, outcome): outcome is False (a bool); it must be OK, NOT_LEADER, UNKNOWN or "
            "REFUSED",
        ),
        (
            "self.apply(self.log[1])",
            "apply(command): command is an Entry; it must be a Command, or None for a no-op",
        ),
        (
            "self.log.append(Entry(Command('put'), 4))",
            "log.append(entry): entry is an Entry(Command, int); it must be an Entry(int, Command or None)",
        ),
        ("self.log.append(Command('put'))", "log.append(entry): entry is of type Command; it must be an Entry"),
    ],
)
def test_argument_of_a_wrong_type_is_told_at_the_line_that_gives_it(
    grade_one_check: GradeOneCheck, line: str, expected: str
) -> None:
    """A wrong argument of an action is reported: which argument, its type, and the expected type."""
    check = failed_check(grade_one_check, line)
    assert check.seen.splitlines()[0] == f"TypeError: {expected}"
    assert check.lines == (f"counting.py:7 in tryAdvanceCommit: {line}",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("self.commitIndex = 4 / 2", "self.commitIndex is 2.0 (a float); it must be an int, 0 or more"),
        ("self.votedFor = self", "self.votedFor is a Counting; it must be a server's name (a str) or None"),
        ("self.leaderId = 1", "self.leaderId is 1 (an int); it must be a server's name (a str) or None"),
        (
            "self.matchIndex['S2'] = 1.5",
            "self.matchIndex is a dict that holds 1.5 (a float); "
            "it must be a dict of servers' names to ints, 0 or more",
        ),
    ],
)
def test_variable_of_a_wrong_type_is_told_with_the_lines_that_assign_it(
    grade_one_check: GradeOneCheck, line: str, expected: str
) -> None:
    """A Figure 2 variable of a wrong type is reported with the lines that assign it."""
    check = failed_check(grade_one_check, line)
    assert check.seen == f"TypeError: {expected}\nwhile S1 ran tryAdvanceCommit()"
    assert check.lines == (f"counting.py:7 in tryAdvanceCommit: {line}",)


def test_list_as_log_is_reported_at_student_line(grade_one_check: GradeOneCheck) -> None:
    """An error in the kit's own layers names the variable that the submission left in a wrong type, and its line."""
    check = failed_check(
        grade_one_check, "self.log = list(self.log)\nself.reply('c', 1, 'ok')\nself.isUpToDate(self.log.lastIndex(), 1)"
    )
    assert check.seen.startswith(
        "AttributeError: 'list' object has no attribute 'lastIndex'; self.log is a list; it must be the Log: "
        "append(entry) and truncateFrom(index) change it\n"
    )
    assert check.lines[-1] == "counting.py:7 in tryAdvanceCommit: self.log = list(self.log)"


def test_own_variable_that_is_no_plain_data_is_named_where_it_is_persisted(grade_one_check: GradeOneCheck) -> None:
    """A value that cannot be made durable is reported by name, without internals of the kit."""
    work = submission_with_body("self.mine = self\nself.persist()\n").source.replace(
        "    def try", "    persistent = (*Server.persistent, 'mine')\n    mine = 0\n\n    def try"
    )
    check = grade_one_check(HANDLER_CHECK, work=make_submission(work))
    assert check.seen.startswith("StateError: self.mine holds a Counting: state must be plain data")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("self.log.truncate(1)", "'Log' object has no attribute 'truncate'; did you mean truncateFrom?"),
        (
            "return self.commit_index > 0",
            "'Counting' object has no attribute 'commit_index'; did you mean commitIndex?",
        ),
        ("self.log.term_at(1)", "'Log' object has no attribute 'term_at'"),
    ],
)
def test_name_spelled_otherwise_is_suggested(grade_one_check: GradeOneCheck, line: str, expected: str) -> None:
    """A name that the Log or the server has in another spelling is suggested; for any other name nothing is."""
    check = grade_one_check(HANDLER_CHECK, work=submission_with_body(f"{line}\n"))
    assert check.seen.splitlines()[0] == f"AttributeError: {expected}"


def test_method_outside_of_the_class_is_told_as_that(grade_one_check: GradeOneCheck) -> None:
    """A method that lost its indentation is named with its line, and the server by the name of its author's class."""
    source = submission_with_body("return self.moves()\n").source + "\n\ndef moves(self):\n    return True\n"
    check = grade_one_check(HANDLER_CHECK, work=make_submission(source))
    assert check.seen.splitlines()[0] == (
        "AttributeError: 'Counting' object has no attribute 'moves'; moves, line 9 of counting.py, stands outside of "
        "the class: indent it"
    )


def test_lines_that_call_each_other_without_end_are_told_once(grade_one_check: GradeOneCheck) -> None:
    """An endless recursion shows its lines once, also with two methods."""
    check = failed_check(grade_one_check, "self.tryAdvanceCommit()")
    assert check.lines == (
        "counting.py:7 in tryAdvanceCommit: self.tryAdvanceCommit()",
        "… the same line again and again",
    )
    pair = (
        submission_with_body("return self.other()\n").source
        + "\n    def other(self):\n        return self.tryAdvanceCommit()\n"
    )
    check = grade_one_check(HANDLER_CHECK, work=make_submission(pair))
    assert check.lines[:3] == (
        "counting.py:6 in tryAdvanceCommit: return self.other()",
        "counting.py:9 in other: return self.tryAdvanceCommit()",
        "… the same 2 lines again and again",
    )
