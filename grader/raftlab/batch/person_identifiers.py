"""What identifies a person: ids, logins, email addresses and names, in a form that can be compared."""

from __future__ import annotations

import re
import unicodedata

from raftlab.batch.models import Person

STRONG_KINDS = ("id", "login", "email")
"""The identifiers that two students never share, the strongest first. Two students may have one name."""
IDENTIFIER_KINDS = (*STRONG_KINDS, "name")
PLATFORM_ID = re.compile(r"participant\s*\d+|submission .+|anon_[0-9a-z]{5}", re.S)
"""Moodle's number of a participant, the id of a person of whom only the name is known (class_reader), and Canvas's
anonymous id: each is of one assignment."""
PARTICIPANT = re.compile(
    r"(?:participante?|partecipante|teilnehmer(?:/?in|:in|\*in)?|deelnemer|deltagare|deltager|deltaker|uczestnik|ucastnik"
    r"|osallistuja|katilimci|resztvevo|участник)\s*(\d+)"
)
"""A participant's number as Moodle writes it in other languages, without accents."""
SHORTENED_ID = "shortened id"
"""The kind of an id in the form 1.23457E+12, of which a spreadsheet has dropped digits. It identifies nobody."""
SHORTENED_NUMBER = re.compile(r"(\d)[.,]?(\d*)e\+(\d{1,2})", re.I)
SPREADSHEET_DECIMALS = 5
"""The decimals of a shortened number in a cell without a format of its own."""
WHOLE_NUMBER = re.compile(r"(?P<digits>\d+|\d{1,3}(?:[,.]\d{3})+)(?:[.,]0)?")
NUMBER_LIMIT = 40
APOSTROPHES = re.compile("['`\u00b4\u2018\u2019\u02b9\u02bb\u02bc\uff07]")
LATIN_MARK_CLASS = 200
"""Accents of Latin, Greek and Cyrillic letters have at least this combining class."""


def normalize_identifier(kind: str, text: str) -> str:
    """Return `text` so that equal identifiers are equal texts: a name as its sorted words, all without case.

    >>> normalize_identifier("id", "Teilnehmer/in 2004"), normalize_identifier("id", "S-7")
    ('participant 2004', 's-7')
    """
    if kind == "name":
        return " ".join(sorted(name_words(text)))
    folded = fold_text(text)
    participant = PARTICIPANT.fullmatch(without_accents(folded).replace("ı", "i")) if kind == "id" else None
    return f"participant {participant[1]}" if participant else folded


def fold_text(text: str) -> str:
    """Return `text` without case, blanks around it, and invisible marks of direction or of where a line may break."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in letters if unicodedata.category(char) != "Cf").strip()


def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a name in their order, without case, accents and apostrophes.

    >>> name_words("O'Brien, Zoë")
    ('obrien', 'zoe')
    """
    kept = without_accents(fold_text(APOSTROPHES.sub("", text)))
    spaced = "".join(char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in kept)
    return tuple(spaced.split())


def without_accents(text: str) -> str:
    """Return a folded text without the accents of Latin, Greek and Cyrillic letters."""
    return "".join(char for char in text if unicodedata.combining(char) < LATIN_MARK_CLASS)


def name_rotations(text: str) -> frozenset[str]:
    """Return a name's words joined, started at each word: Canvas calls "Zhang, Wei" zhangwei in file names."""
    words = name_words(text)
    return frozenset("".join(words[n:] + words[:n]) for n in range(len(words)))


def is_platform_id(value: str) -> bool:
    """Return whether a normalized id is one of an assignment's export alone, which no other list of ids has."""
    return PLATFORM_ID.fullmatch(value) is not None


def plain_number(value: str) -> str:
    """Return a number without what a spreadsheet adds or drops, "" for another text.

    >>> plain_number("00042"), plain_number("42.0"), plain_number("12,345"), plain_number("s42")
    ('42', '42', '12345', '')
    """
    match = WHOLE_NUMBER.fullmatch(value)
    return re.sub("[.,]", "", match["digits"]).lstrip("0") or "0" if match else ""


def is_shortened(value: str) -> bool:
    """Return whether a spreadsheet dropped the last digits of a number.

    >>> is_shortened("1.23457E+12"), is_shortened("1,2E+11"), is_shortened("12e5")
    (True, True, False)
    """
    return SHORTENED_NUMBER.fullmatch(value) is not None


def is_shortened_to(value: str, shortened: str) -> bool:
    """Return whether a spreadsheet may have shortened the number `value` to `shortened`."""
    match = SHORTENED_NUMBER.fullmatch(shortened)
    if match is None or len(value) > NUMBER_LIMIT:
        return False
    first, decimals, exponent = match.groups()
    number = float(f"{first}.{decimals or 0}e{exponent}")
    return any(float(f"{int(value):.{places}e}") == number for places in (len(decimals), SPREADSHEET_DECIMALS))


def has_only_login(person: Person) -> bool:
    """Return whether all that is known of the person is a login: a folder's name may be an id or a name as well."""
    return bool(person.login) and not (person.id or person.email or person.name)


def identifier_of_kind(person: Person, kind: str) -> str:
    """Return the person's identifier of that kind, normalized; "" if unknown."""
    return normalize_identifier(kind, getattr(person, kind))


def have_different_identifiers(first: Person, second: Person) -> bool:
    """Return whether both have an id, a login or an email address, and a different one."""
    return any(
        identifier_of_kind(first, kind)
        and identifier_of_kind(second, kind) not in ("", identifier_of_kind(first, kind))
        for kind in STRONG_KINDS
        if kind != "login" or not (has_only_login(first) or has_only_login(second))
    )
