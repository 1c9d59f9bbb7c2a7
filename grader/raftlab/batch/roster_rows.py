"""The rows of a class list: the identifiers of the student in each, and the rows without a student."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from raftlab.batch.exports.csv_cells import unescape_cell
from raftlab.batch.exports.lossless_csv import CsvSheet
from raftlab.batch.models import Person
from raftlab.batch.person_identifiers import SHORTENED_ID, STRONG_KINDS, is_shortened, normalize_identifier
from raftlab.batch.person_matching import RosterStudent, listed_name_clues

COLUMN_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": (
        "id",
        "identifier",
        "student id",
        "sid",
        "id number",
        "sis user id",
        "sis id",
        "student number",
        "orgdefinedid",
        "github_id",
        "lms_user_id",
        *("matrikelnummer", "id-nummer", "numéro d'identification", "número de id"),
    ),
    "login": (
        *("sis login id", "login", "username", "github_username", "user"),
        *("anmeldename", "benutzername", "nom d'utilisateur", "nombre de usuario"),
    ),
    "email": (
        *("email", "email address", "e-mail"),
        *("e-mail-adresse", "adresse de courriel", "dirección de correo", "correo electrónico"),
    ),
    "name": (
        *("student", "name", "full name", "student name", "roster_identifier", "first name", "first_name"),
        *("vollständiger name", "nom complet", "nombre completo"),
    ),
    "section": ("section", "sections", "group", "gruppe", "gruppen", "groupe", "grupo"),
}
"""The columns of each identifier on Canvas, Moodle, GitHub Classroom and in lists written by hand, in English, German,
French and Spanish."""
FIRST_NAME_HEADINGS = ("first name", "first_name", "vorname", "prénom", "nombre")
LAST_NAME_HEADINGS = (
    "last name",
    "last_name",
    "surname",
    "nachname",
    "nom",
    "nom de famille",
    "apellido(s)",
    "apellidos",
)
BLANK_VALUES = frozenset({"", "-", "n/a", "none", "null"})
"""What lists write for an identifier that a student does not have."""
POINTS_NAMES = frozenset(
    {"points possible", "mögliche punkte", "points possibles", "puntos posibles", "punti possibili"}
    | {"pontos possíveis", "mogelijke punten"}
)
TEST_STUDENT = "student, test"
TEST_STUDENT_LOGIN = re.compile("[0-9a-f]{40}")
SUM_NAMES = frozenset(
    {"total", "totals", "sum", "average", "mean", "median", "count", "class average", "standard deviation"}
    | {"summe", "gesamt", "durchschnitt", "mittelwert", "anzahl", "moyenne", "somme", "promedio"}
)
TEXT_CELL = re.compile(r'="(?P<formula>[^"]*)"|\'(?P<digits>\d+)')
LINES_SHOWN = 5
SHORTENED_EXAMPLE = "as 1.23457E+12"
SHORTENED_REPAIR = "export the list again, and do not save it in a spreadsheet, or import that column as text"


def student_rows(sheet: CsvSheet) -> Iterator[RosterStudent]:
    """Yield the student of each row that has one. A row with more cells than headings has none: they have moved."""
    for row in range(1, len(sheet.rows)):
        if not has_extra_cells(sheet, row) and (student := student_from_row(sheet.row_by_heading(row))):
            yield RosterStudent(student.person, student.identifiers, (row,), (sheet.line_number(row),))


def has_known_heading(sheet: CsvSheet) -> bool:
    """Return whether some column is one of a class list."""
    known = {heading for headings in COLUMN_HEADINGS.values() for heading in headings}
    return any(heading.lower() in {*known, *FIRST_NAME_HEADINGS, *LAST_NAME_HEADINGS} for heading in sheet.headings)


def has_extra_cells(sheet: CsvSheet, row: int) -> bool:
    """Return whether a row has a text behind the last heading."""
    return any(field.value.strip() for field in sheet.rows[row][len(sheet.headings) :])


def faulty_row_texts(sheet: CsvSheet) -> Iterator[str]:
    """Yield a line for the rows whose cells have moved, and one for those below a student that name none."""
    rows = range(1, len(sheet.rows))
    moved = [row for row in rows if has_extra_cells(sheet, row)]
    cells = {row: sheet.row_by_heading(row) for row in rows if row not in moved}
    students = [row for row, values in cells.items() if student_from_row(values)]
    shortened = [row for row, values in cells.items() if shortened_ids(values)]
    nobody = [
        row
        for row, values in cells.items()
        if row not in students
        and row not in shortened
        and students
        and row > students[0]
        and any(field.value.strip() for field in sheet.rows[row])
        and not is_platform_row(first_values(values))
    ]
    for found, why in (
        (moved, "more cells than headings (a name with a comma needs quotes); they match no one"),
        (nobody, "no student is named"),
        (shortened, f"a spreadsheet shortened an id ({SHORTENED_EXAMPLE}) and its digits are lost; {SHORTENED_REPAIR}"),
    ):
        if found:
            lines = ", ".join(str(sheet.line_number(row)) for row in found[:LINES_SHOWN])
            more = f" and {len(found) - LINES_SHOWN} more" if len(found) > LINES_SHOWN else ""
            yield f"line{'s' if len(found) > 1 else ''} {lines}{more}: {why}"


def student_from_row(row: Mapping[str, str]) -> RosterStudent | None:
    """Return the student of a row, None for one of points, of sums or of nobody."""
    values = {kind: column_values(row, columns) for kind, columns in COLUMN_HEADINGS.items()}
    first_name = next((row[heading] for heading in FIRST_NAME_HEADINGS if row.get(heading)), "")
    last_name = next((row[heading] for heading in LAST_NAME_HEADINGS if row.get(heading)), "")
    if first_name and last_name:
        names = [value for value in values["name"] if value != unescape_cell(first_name)]
        values["name"] = [unescape_cell(f"{first_name} {last_name}"), *names]
    if "orgdefinedid" in row:  # Brightspace writes # before ids and logins, so that a spreadsheet keeps their zeros
        values |= {kind: [value.removeprefix("#") for value in values[kind]] for kind in ("id", "login")}
    shortened = shortened_ids(row)
    values |= {kind: [value for value in values[kind] if value not in shortened] for kind in ("id", "login")}
    first = {kind: known[0] if known else "" for kind, known in values.items()}
    if is_platform_row(first) or is_sum_row(first):
        return None
    identifiers = {(kind, normalize_identifier(kind, value)) for kind in STRONG_KINDS for value in values[kind]}
    identifiers |= {clue for name in values["name"] for clue in listed_name_clues(name)}
    if not identifiers:
        return None
    return RosterStudent(Person(**first), frozenset({*identifiers, *((SHORTENED_ID, value) for value in shortened)}))


def shortened_ids(row: Mapping[str, str]) -> list[str]:
    """Return the ids and logins in a row of which a spreadsheet dropped digits."""
    columns = (*COLUMN_HEADINGS["id"], *COLUMN_HEADINGS["login"])
    return [value for value in column_values(row, columns) if is_shortened(value)]


def first_values(row: Mapping[str, str]) -> dict[str, str]:
    """Return the first identifier of each kind in a row, "" for none."""
    return {kind: next(iter(column_values(row, columns)), "") for kind, columns in COLUMN_HEADINGS.items()}


def is_platform_row(first: Mapping[str, str]) -> bool:
    """Return whether Canvas made the row: its points, or its test student, whose login is a digest."""
    name, is_person = first["name"].strip().lower(), bool(first["login"] and first["id"])
    if name == TEST_STUDENT:
        return not is_person or TEST_STUDENT_LOGIN.fullmatch(first["login"]) is not None
    return name in POINTS_NAMES and not is_person


def is_sum_row(first: Mapping[str, str]) -> bool:
    """Return whether a spreadsheet's sum or average stands in the row, and no identifier."""
    return first["name"].strip(" :").lower() in SUM_NAMES and not any(first[kind] for kind in STRONG_KINDS)


def column_values(row: Mapping[str, str], columns: Iterable[str]) -> list[str]:
    """Return the values of these columns that are not blank."""
    values = (plain_cell(row.get(column, "")) for column in columns)
    return [value for value in values if value.strip().lower() not in BLANK_VALUES]


def plain_cell(text: str) -> str:
    """Return a cell without the marks of a spreadsheet's text: ="007" and '007 are 007."""
    marked = TEXT_CELL.fullmatch(text.strip())
    return (marked["formula"] or marked["digits"]) if marked else unescape_cell(text)
