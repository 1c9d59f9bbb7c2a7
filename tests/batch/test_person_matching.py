"""A grade goes to the student whom the strongest identifier names, to all rows of that student, and to no one else."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import pytest
from graded_class import make_class_results, write_graded_class

from raftlab.batch.models import Person, SubmissionEntry
from raftlab.batch.person_identifiers import normalize_identifier
from raftlab.batch.person_matching import match_people
from raftlab.batch.roster import match_entries, read_roster, unmatched_csv
from raftlab.batch.staff_edits import is_same_person
from raftlab.cli.main import run
from raftlab.errors import UsageError

WEI_1, WEI_2 = Person(id="1", name="zhangwei"), Person(id="2", name="zhangwei")


def match_keys(folder: Path, roster_text: str, *people: Person) -> list[str]:
    """Return the key of the student that each person is on the roster, "" for none."""
    file = folder / "roster.csv"
    file.write_text(roster_text, encoding="utf-8")
    matches = match_people(read_roster(file).students, people)
    return [student.person.key if (student := matches[person].student) else "" for person in people]


def export_template(folder: Path, platform: str, text: str, *people: Person) -> tuple[int, list[list[str]]]:
    """Give these people the scores 100, 70, …, fill the template, and return the exit code and its rows."""
    whole = make_class_results()
    grades = tuple(
        msgspec.structs.replace(grade, person=person) for grade, person in zip(whole.grades, people, strict=False)
    )
    graded = write_graded_class(folder / "graded", msgspec.structs.replace(whole, grades=grades))
    (folder / "t.csv").write_text(text, encoding="utf-8")
    target = folder / "filled.csv"
    code = run(["export", platform, str(graded), "--template", str(folder / "t.csv"), "-o", str(target)])
    return code, list(csv.reader(target.open(newline="", encoding="utf-8")))


@pytest.mark.parametrize(
    ("roster", "people", "expected"),
    [
        ("Student,ID\n'Zhang, Wei',1\n".replace("'", '"'), (WEI_1, WEI_2), ["1", ""]),
        ("Student,ID\n'Zhang, Wei',1\n".replace("'", '"'), (WEI_2,), [""]),
        ("name,email\nWei Zhang,w1@x\n", (Person(email="w2@x", name="Wei Zhang"),), [""]),
        ("name,login\nWei Zhang,w1\n", (Person(id="7", login="w2", name="Wei Zhang"),), [""]),
        ("name,section\nWei Zhang,A\n", (WEI_1, WEI_2), ["", ""]),
        ("name,section\nWei Zhang,A\n", (WEI_1,), ["Wei Zhang"]),
        ("name,id\nWei Zhang,1\nWei Zhang,2\n", (Person(login="Wei Zhang"),), [""]),
        ("name,id,login\nA B,11,12\nC D,12,13\n", (Person(login="12"),), [""]),
        ("name,id,login\nA B,11,12\nC D,12,13\n", (Person(id="12"),), ["12"]),
    ],
)
def test_a_name_never_beats_an_id_login_or_email(
    roster: str, people: tuple[Person, ...], expected: list[str], tmp_path: Path
) -> None:
    """A namesake with another identifier is no match, and what fits two students fits none."""
    assert match_keys(tmp_path, roster, *people) == expected


def test_a_stranger_shares_no_page_and_no_edit_with_a_student(tmp_path: Path) -> None:
    """Who is unmatched since an identifier fits several students has none of theirs afterwards."""
    (tmp_path / "r.csv").write_text("id,login,name,email\n11,12,A B,\n12,13,C D,c@x\n")
    roster = read_roster(tmp_path / "r.csv")
    alone = SubmissionEntry("12", (Person(login="12"),))
    group = SubmissionEntry("g", (Person(login="12", email="c@x"), Person(login="12"), Person(login="x")))
    entries, strangers = match_entries([SubmissionEntry("13", (Person(login="13"),)), alone, group], roster)
    people = [person for entry in entries for person in entry.people]
    assert strangers == (alone, group) and len({person.key for person in people}) == 5 == len(people)
    assert people[-1] == Person(login="x"), "nobody else has this login"
    for student in roster.students:
        same = [person for person in people if is_same_person(student.person, person)]
        assert same == [person for person in people if person == student.person]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((Person(id="900", name="Ann Lee", email="ann@x.org"),), ["1"]),
        ((Person(id="900", name="Ann Lee", email="ann@x.org"), Person(id="1000", email="bo@x.org")), ["1", "900"]),
        ((Person(id="900", name="Ann Lee", email="ann@x.org"), Person(id="2", name="Cy")), ["", "2"]),
        ((Person(id="900", name="Bo Hop", email="bo@home.org"),), ["900"]),
        ((Person(id="900", name="Bo", email="bo@x.org"), Person(id="1", email="ann@x.org")), ["900", "1"]),
        ((Person(id="2", name="Cy", login="bo"),), [""]),
    ],
)
def test_an_id_of_another_student_than_the_email_is_no_match(
    people: tuple[Person, ...], expected: list[str], tmp_path: Path
) -> None:
    """An id of another kind can be a student's by chance: where login or email say otherwise, the id proves nothing."""
    roster = "id,name,email,login\n1,Ann Lee,ann@x.org,ann\n900,Bo Hop,bo@x.org,bo\n2,Cy,,\n"
    assert match_keys(tmp_path, roster, *people) == expected


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Person(email="jsmith@gmail.com", name="John Smith"), ""),
        (Person(email="jsmith@x.edu", name="Smith, Jane"), "jsmith"),
        (Person(email="jsmith@x.edu", name="Jane A. Smith"), "jsmith"),
        (Person(email="jsmith@x.edu"), "jsmith"),
        (Person(email="nameless@x.edu", name="John Smith"), "nameless"),
    ],
)
def test_the_login_in_an_email_is_no_match_for_another_name(person: Person, expected: str, tmp_path: Path) -> None:
    """John Smith, whose private email begins with Jane Smith's login, is not Jane."""
    assert match_keys(tmp_path, "name,login\nJane Smith,jsmith\n,nameless\n", person) == [expected]


def test_an_email_with_another_students_login_is_said(tmp_path: Path) -> None:
    """Staff read why the submission is unmatched."""
    (tmp_path / "r.csv").write_text("name,login\nJane Smith,jsmith\n")
    entry = SubmissionEntry("submission_1", (Person(email="jsmith@gmail.com", name="John Smith"),))
    text = unmatched_csv([entry], read_roster(tmp_path / "r.csv"))
    assert "line 2 has the same login as in the email, but another name" in text


@pytest.mark.parametrize(
    ("first", "second", "is_equal"),
    [
        ("Maya Li", "Amy Ali", False),
        ("Li, Maya", "Maya Li", True),
        ("O'Brien, Zoë", "zoe obrien", True),
        ("O\u00b4Brien, Zoë", "zoe o\u2018brien", True),
        ("Ann Aliu", "Anna Liu", False),
        ("Jean-Luc Roy", "Roy, Jean Luc", True),
        ("राम", "रामा", False),
        ("\u200fמשה כהן\u200e", "כהן, משה", True),
        ("Ada\u00a0Love\u00adlace\u200b", "Lovelace, Ada", True),
    ],
)
def test_names_compare_by_words(first: str, second: str, is_equal: bool) -> None:
    """The order of words, case, accents and apostrophes do not count; letters of other words do."""
    assert (normalize_identifier("name", first) == normalize_identifier("name", second)) is is_equal


def test_ids_of_another_list_contradict_nothing(tmp_path: Path) -> None:
    """Logins that agree show that the ids of the roster and of the platform are different lists."""
    roster = "id,login,name\n900,ada,Ada Lovelace\n901,bob,Bob Roe\n"
    people = (Person(id="11", login="ada", name="Ada Lovelace"), Person(id="12", name="Bob Roe"))
    assert match_keys(tmp_path, roster, *people) == ["900", "901"]


def test_a_participant_number_is_no_student_id(tmp_path: Path) -> None:
    """Moodle's "Participant 2004" is not the student whose id is 2004."""
    assert match_keys(tmp_path, "Identifier,Full name\nParticipant 2004,A B\n", Person(id="2004", name="C D")) == [""]


@pytest.mark.parametrize(
    "word", ["Participant", "Teilnehmer/in", "Teilnehmer:in", "Participante", "Účastník", "Участник"]
)
def test_a_participant_is_known_by_number_in_each_language(word: str, tmp_path: Path) -> None:
    """Of two namesakes, and of students without names, each has the own row of Moodle's list."""
    rows = f"ID;Name;Status\n{word} 4;Thi N;x\n{word} 5;Thi N;x\n{word} 6;;x\n"
    people = [Person(id=f"Participant {number}", name=name) for number, name in ((4, "Thi N"), (5, "Thi N"), (6, word))]
    assert match_keys(tmp_path, rows, *people) == [f"{word} 4", f"{word} 5", f"{word} 6"]


def test_several_rows_of_one_student_are_one(tmp_path: Path) -> None:
    """Lecture and section rows of one id or login make one student, who has handed in."""
    file = tmp_path / "roster.csv"
    file.write_text('Student,ID,SIS Login ID,Section\n"Haddad, Jun",101,jun,L\n"Haddad, Jun",101,jun,D\n')
    roster = read_roster(file)
    assert [student.person.section for student in roster.students] == ["L, D"] and not roster.conflicts
    (entry,), strangers = match_entries([SubmissionEntry("x", (Person(id="101", name="haddadjun"),))], roster)
    assert entry.people[0].login == "jun" and not strangers


def test_rows_that_contradict_each_other_are_named_with_their_lines(tmp_path: Path) -> None:
    """One login with two ids, or one id with two names, is no student; the lines are told."""
    file = tmp_path / "roster.csv"
    file.write_text("id,login,name\n1,jun,Jun H\n2,amy,Amy A\n3,jun,Jun K\n4,x,Ed B\n4,,Zoe C\n")
    roster = read_roster(file)
    assert [student.person.id for student in roster.students] == ["2"]
    assert ["lines 2 and 4" in roster.conflicts[0], "lines 5 and 6" in roster.conflicts[1]] == [True, True]


def test_the_file_of_unmatched_submissions_says_why(tmp_path: Path) -> None:
    """A namesake with another id is named with its line."""
    file = tmp_path / "roster.csv"
    file.write_text('Student,ID\n"Zhang, Wei",1\n')
    _, strangers = match_entries([SubmissionEntry("zhangwei_2", (WEI_2,))], read_roster(file))
    assert "line 2 has the same name, but another id" in unmatched_csv(strangers, read_roster(file))


CANVAS = "Student,ID,SIS Login ID,Section,Scene 05 (4711)\n    Points Possible,,,,100\n"
MOODLE = "Identifier,Full name,Email address,Grade,Maximum Grade\n"


def test_canvas_gives_no_one_a_namesakes_grade(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The row of the first has the first's score; the second is said to be left out, and the exit code is 1."""
    people = (Person(id="1", login="w1", name="Zhang, Wei"), Person(id="2", login="w2", name="Zhang, Wei"))
    code, rows = export_template(tmp_path, "canvas", f'{CANVAS}"Zhang, Wei",2,w2,A,\n', *people)
    assert code == 1 and rows[2][4] == "70"
    assert "line 3 has the same name, but another id" in capfd.readouterr().err


def test_moodle_gives_no_one_a_namesakes_grade(tmp_path: Path) -> None:
    """Participants of one name are told apart by their numbers."""
    people = (Person(id="Participant 5", name="Thi N"), Person(id="Participant 4", name="Thi N"))
    code, rows = export_template(tmp_path, "moodle", f"{MOODLE}Participant 4,Thi N,t@x,,100\n", *people)
    assert code == 1 and rows[1][3] == "70"


def test_every_row_of_a_student_is_filled(tmp_path: Path) -> None:
    """Two rows of one id both get the score; no one is left out."""
    rows = '"L, Ada",11,ada,A,\n"L, Ada",11,ada,B,80\n'
    code, filled = export_template(tmp_path, "canvas", CANVAS + rows, Person(id="11", login="ada", name="L, Ada"))
    assert code == 0 and [row[4] for row in filled[2:]] == ["100", "100"]


def test_a_template_with_rows_that_contradict_each_other_keeps_them(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """One id with two names gets no score; the lines are named and the exit code is 1."""
    rows = '"L, Ada",11,ada,A,\n"K, Bo",11,bo,B,80\n'
    code, filled = export_template(tmp_path, "canvas", CANVAS + rows, Person(id="11", login="ada", name="L, Ada"))
    assert code == 1 and [row[4] for row in filled[2:]] == ["", "80"]
    assert "lines 3 and 4" in capfd.readouterr().err


def test_override_never_hits_a_namesake(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A word that is one student's id and another's login is ambiguous; "login=…" says which."""
    whole = make_class_results()
    people = (Person(id="1001", login="ada", name="Amy Ali"), Person(id="1002", login="1001", name="Bo C"))
    grades = tuple(msgspec.structs.replace(grade, person=who) for grade, who in zip(whole.grades, people, strict=False))
    folder = str(write_graded_class(tmp_path / "g", msgspec.structs.replace(whole, grades=grades)))
    assert run(["override", folder, "1001", "5", "--why", "x"]) == 2
    assert "1001, 1002" in capfd.readouterr().err
    assert run(["override", folder, "Maya Li", "5", "--why", "x"]) == 2
    assert run(["override", folder, "login=1001", "5", "--why", "x"]) == 0
    assert "1002" in capfd.readouterr().out


def test_an_edit_stays_with_the_stronger_identifier() -> None:
    """A shared email address does not move an edit to another id; a folder's name is still the student's."""
    assert not is_same_person(Person(id="1", email="a@x"), Person(id="2", email="a@x"))
    assert is_same_person(Person(login="11"), Person(id="11", login="ada"))
    assert is_same_person(Person(login="ada"), Person(id="11", login="ada"))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Person(login="Ada"), Person(login="ada", name="Ada L"), True),
        (Person(email="Ada@X.org"), Person(id="11", email="ada@x.org"), True),
        (Person(id="Participant 4", email="a@x"), Person(id="11", email="a@x"), True),
        (Person(id="Participant 4", email="a@x"), Person(id="Participant 9", email="a@x"), True),
        (Person(id="Participant 4", name="Wei Zhang"), Person(id="Participant 9", name="Wei Zhang"), False),
        (Person(id="Participant 4", email="a@x"), Person(id="Participant 9", email="b@x"), False),
        (Person(id="S11", email="a@x"), Person(id="s12", email="a@x"), False),
    ],
)
def test_an_edit_is_kept_where_a_list_writes_the_student_otherwise(
    first: Person, second: Person, expected: bool
) -> None:
    """Case does not count, and a number that Moodle gives for one assignment contradicts no other id."""
    assert is_same_person(first, second) is expected


# ---- the CSV of a list ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("preamble", ["", "sep"])
def test_a_roster_is_read_as_it_was_saved(separator: str, encoding: str, preamble: str, tmp_path: Path) -> None:
    """Comma, semicolon and tab, in each encoding, with and without Excel's first line, give the same students."""
    first = f"sep={separator}\r\n" if preamble else ""
    text = f'{first}name{separator}"e-mail"{separator}login\r\n"Zoë, A"{separator}z@x{separator}zoe\r\n'
    (tmp_path / "r.csv").write_bytes(text.encode(encoding))
    roster = read_roster(tmp_path / "r.csv")
    assert [student.person for student in roster.students] == [Person(login="zoe", email="z@x", name="Zoë, A")]
    assert {",": "commas", ";": "semicolons", "\t": "tabs"}[separator] in roster.description
    assert ("Windows-1252" in roster.description) is (encoding == "cp1252")
    assert ("UTF-16" in roster.description) is encoding.startswith("utf-16")


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        ("Matrikelnummer;Nachname;Vorname;E-Mail-Adresse;Gruppe", "11;van der Berg;Jan;jan@x.de;A"),
        ("Prénom,Nom,Numéro d'identification,Adresse de courriel,Groupe", "Jan,van der Berg,11,jan@x.de,A"),
        ("Nombre;Apellido(s);Número de ID;Dirección de correo;Grupo", "Jan;van der Berg;11;jan@x.de;A"),
    ],
)
def test_a_roster_has_headings_in_other_languages(headings: str, row: str, tmp_path: Path) -> None:
    """German, French and Spanish lists give the same student."""
    (tmp_path / "r.csv").write_text(f"{headings}\n{row}\n", encoding="utf-8")
    (student,) = read_roster(tmp_path / "r.csv").students
    assert student.person == Person("11", "", "jan@x.de", "Jan van der Berg", "A")


def test_a_list_without_a_known_column_says_its_columns(tmp_path: Path) -> None:
    """The message names the columns that were read."""
    (tmp_path / "r.csv").write_text("Nachname|Vorname\nA|B\n")
    with pytest.raises(UsageError, match=r"its columns are Nachname\|Vorname"):
        read_roster(tmp_path / "r.csv")


@pytest.mark.parametrize(
    ("possible", "expected"), [("100,00", "100"), ("1.000,00", "1000"), ("7,5", "7,5"), ("12,25", "12,25")]
)
def test_a_decimal_comma_is_read_and_written(possible: str, expected: str, tmp_path: Path) -> None:
    """Points with a decimal comma scale the score, with commas as separators too."""
    text = f'Student,ID,Scene 05 (1)\nPoints Possible,,"{possible}"\nAda,11,\n'
    assert export_template(tmp_path, "canvas", text, Person(id="11"))[1][2][2] == expected


def test_thousands_are_not_decimals(tmp_path: Path) -> None:
    """1,000 points are a thousand."""
    text = 'Student,ID,Scene 05 (1)\nPoints Possible,,"1,000"\nAda,11,\n'
    assert export_template(tmp_path, "canvas", text, Person(id="11"))[1][2][2] == "1000"
