"""The names of the months in the languages that learning platforms are used in most."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

MONTHS_BY_LANGUAGE = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "de-AT": "jänner feber märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta "
    "marraskuuta joulukuuta",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "sk": "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
}
ABBREVIATION_MINIMUM = 3


def fold_word(word: str) -> str:
    """Return a word without case and accents."""
    letters = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i"))
    return "".join(char for char in letters if not unicodedata.combining(char))


def month_numbers() -> dict[str, set[int]]:
    """Return the months that each full name and each abbreviation can be."""
    found: dict[str, set[int]] = defaultdict(set)
    for line in MONTHS_BY_LANGUAGE.values():
        for number, name in enumerate(line.split(), 1):
            word = fold_word(name)
            for length in range(ABBREVIATION_MINIMUM, len(word) + 1):
                found[word[:length]].add(number)
    for line in MONTHS_BY_LANGUAGE.values():  # a whole name is that month, whatever it abbreviates elsewhere
        for number, name in enumerate(line.split(), 1):
            found[fold_word(name)] = {number}
    return found


MONTH_NUMBERS = month_numbers()


def find_month(text: str) -> int | None:
    """Return the month that a text names, None if it names none, several, or one of several meanings.

    >>> find_month("lundi 23 novembre 2026"), find_month("Sep 24, 2026"), find_month("mar")
    (11, 9, None)
    """
    words = [fold_word(word) for word in re.findall(r"[^\W\d_]+", text)]
    found = [MONTH_NUMBERS[word] for word in words if word in MONTH_NUMBERS]
    return next(iter(found[0])) if len(found) == 1 and len(found[0]) == 1 else None
