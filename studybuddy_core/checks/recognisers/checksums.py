"""Checksums of numbers that people are known by: a number that fails its own is none.

Sources: ISO/IEC 7812-1 (cards, Luhn), ISO 13616 (IBAN, ISO 7064 mod 97-10), NHS Data Dictionary (mod 11), Canada's SIN
and Sweden's personnummer (Luhn), Poland's PESEL, Spain's DNI/NIE letter, the Dutch BSN eleven test, France's NIR key,
Germany's tax identification number (ISO 7064 mod 11,10), India's Aadhaar (Verhoeff), Australia's TFN.
"""

from __future__ import annotations

from collections.abc import Sequence

_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"
_DIHEDRAL = ("0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
             "5987604321", "6598710432", "7659821043", "8765932104", "9876543210")  # fmt: skip
_TURNS = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


def digits_of(text: str) -> str:
    """The digits of ``text``."""
    return "".join(char for char in text if char in "0123456789")


def luhn(digits: str) -> bool:
    """Whether the digits pass Luhn's test."""
    total = 0
    for i, char in enumerate(reversed(digits)):
        value = int(char) * (2 if i % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def card(digits: str) -> bool:
    """Whether the digits are a payment card's: an issuer's first digits, a length it uses, and Luhn."""
    if not 12 <= len(digits) <= 19 or len(set(digits)) < 2 or not luhn(digits):
        return False
    two, four = int(digits[:2]), int(digits[:4])
    return any((
        digits[0] == "4" and len(digits) in (13, 16, 18, 19),
        (51 <= two <= 55 or 2221 <= four <= 2720) and len(digits) == 16,
        two in (34, 37) and len(digits) == 15,
        (two in (30, 36, 38, 39)) and 14 <= len(digits) <= 19,
        four in (1800, 2131) and len(digits) == 15,
        two == 35 and 16 <= len(digits) <= 19,
        two in (60, 62, 64, 65) and 16 <= len(digits) <= 19,
        two in (50, 56, 57, 58, 61, 63, 67, 68, 69) and 12 <= len(digits) <= 19,
    ))  # fmt: skip


def iban(text: str) -> bool:
    """Whether ``text`` (spaces allowed) is an IBAN."""
    code = "".join(text.split()).upper()
    if not 15 <= len(code) <= 34 or not code.isascii() or not code.isalnum():
        return False
    return int("".join(str(int(char, 36)) for char in code[4:] + code[:4])) % 97 == 1


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(d) * w for d, w in zip(digits, weights, strict=False))


def nhs(digits: str) -> bool:
    """Whether the digits are an NHS number."""
    if len(digits) != 10:
        return False
    check = (11 - _weighted(digits, range(10, 1, -1)) % 11) % 11
    return check == int(digits[9])


def ssn(digits: str) -> bool:
    """Whether the digits could be a US social security or taxpayer number: no group is all zeros, no area 666."""
    return len(digits) == 9 and digits[:3] not in ("000", "666") and digits[3:5] != "00" and digits[5:] != "0000"


def sin(digits: str) -> bool:
    """Whether the digits are a Canadian social insurance number."""
    return len(digits) == 9 and digits[0] != "0" and luhn(digits)


def pesel(digits: str) -> bool:
    """Whether the digits are a Polish PESEL."""
    return len(digits) == 11 and (_weighted(digits[:10], (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) + int(digits[10])) % 10 == 0


def personnummer(digits: str) -> bool:
    """Whether the digits are a Swedish personal number: a date, and Luhn over the last ten."""
    ten = digits[-10:]
    return len(digits) in (10, 12) and 1 <= int(ten[2:4]) <= 12 and 1 <= int(ten[4:6]) <= 31 and luhn(ten)


def dni(text: str) -> bool:
    """Whether ``text`` is a Spanish DNI or NIE: the letter follows from the number."""
    code = text.upper().replace("-", "").replace(" ", "")
    number = code[:-1].translate(str.maketrans("XYZ", "012"))
    return number.isdigit() and _DNI[int(number) % 23] == code[-1]


def bsn(digits: str) -> bool:
    """Whether the digits are a Dutch citizen service number."""
    return len(digits) == 9 and _weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def nir(digits: str) -> bool:
    """Whether the digits are a French social security number with its key."""
    return len(digits) == 15 and 97 - int(digits[:13]) % 97 == int(digits[13:])


def steuer_id(digits: str) -> bool:
    """Whether the digits are a German tax identification number."""
    if len(digits) != 11 or digits[0] == "0":
        return False
    rest = 10
    for char in digits[:10]:
        rest = (int(char) + rest) % 10 or 10
        rest = rest * 2 % 11
    return (11 - rest) % 10 == int(digits[10])


def tfn(digits: str) -> bool:
    """Whether the digits are an Australian tax file number."""
    return len(digits) == 9 and _weighted(digits, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def aadhaar(digits: str) -> bool:
    """Whether the digits are an Indian Aadhaar number (Verhoeff's test)."""
    if len(digits) != 12 or digits[0] in "01":
        return False
    state = 0
    for i, char in enumerate(reversed(digits)):
        state = int(_DIHEDRAL[state][int(_TURNS[i % 8][int(char)])])
    return state == 0
