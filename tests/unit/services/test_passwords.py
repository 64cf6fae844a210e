"""Passwords: what is accepted, what is refused and why, and that pictures need the pepper."""

import pytest
from pydantic import SecretStr

from pages.ui import credentials
from studybuddy_core.domain.errors import BadInput, TooMany
from studybuddy_core.services.passwords import PICTURES, Passwords

MINE = ("cat", "cat", "moon", "key")


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords(SecretStr("pepper one for tests, thirty-two long"), staff_rounds=4, picture_rounds=4)


def test_a_password_of_72_bytes_works_and_73_is_refused_with_the_reason(passwords: Passwords) -> None:
    longest = "é" * 36
    assert passwords.words_match(longest, passwords.hash_words(longest))
    with pytest.raises(BadInput, match="72 bytes long; this one has 73"):
        passwords.hash_words("é" * 36 + "x")
    with pytest.raises(BadInput, match="72 bytes"):
        passwords.words_match("x" * 73, passwords.hash_words(longest))


@pytest.mark.parametrize("bad", ["short", "with\0a nul inside", "half a \ud800 surrogate"])
def test_what_can_not_be_a_password_is_refused(passwords: Passwords, bad: str) -> None:
    with pytest.raises(BadInput):
        passwords.hash_words(bad)


def test_an_accent_typed_in_two_ways_is_the_same_password(passwords: Passwords) -> None:
    assert passwords.words_match("cafe\u0301 au lait", passwords.hash_words("café au lait"))


def test_spaces_at_the_ends_are_part_of_the_password(passwords: Passwords) -> None:
    kept = passwords.hash_words("  twelve chars  ")
    assert passwords.words_match("  twelve chars  ", kept, credentials.check)
    assert not passwords.words_match("twelve chars", kept, credentials.check)


def test_the_librarys_check_agrees_with_ours(passwords: Passwords) -> None:
    kept = passwords.hash_words("three calm words")
    assert passwords.words_match("three calm words", kept, credentials.check)
    assert not passwords.words_match("three calm wordz", kept, credentials.check)
    assert not credentials.check("anything", "no hash at all")


def test_nobody_has_no_password(passwords: Passwords) -> None:
    assert not passwords.words_match("nobody has this password", None)


def test_four_pictures_match_in_their_order_for_their_account_with_their_pepper(passwords: Passwords) -> None:
    kept = passwords.hash_pictures("acc_1", MINE)
    assert passwords.pictures_match("acc_1", MINE, kept)
    assert not passwords.pictures_match("acc_1", MINE[::-1], kept)
    assert not passwords.pictures_match("acc_2", MINE, kept)
    other = Passwords(SecretStr("pepper two for tests, thirty-two long"), staff_rounds=4, picture_rounds=4)
    assert not other.pictures_match("acc_1", MINE, kept)


@pytest.mark.parametrize("bad", [(), ("cat",), ("cat", "cat", "cat", "dragon"), tuple(p.id for p in PICTURES)])
def test_anything_but_four_known_pictures_is_refused(passwords: Passwords, bad: tuple[str, ...]) -> None:
    with pytest.raises(BadInput, match="4 pictures"):
        passwords.hash_pictures("acc_1", bad)


def test_a_queue_that_is_too_long_says_so_instead_of_growing() -> None:
    narrow = Passwords(SecretStr("pepper one for tests, thirty-two long"), staff_rounds=4, workers=1, line=0)
    kept = narrow.hash_words("three calm words")

    def inside(_password: str, _hashed: str) -> bool:
        with pytest.raises(TooMany):
            narrow.words_match("three calm words", kept)
        return True

    assert narrow.words_match("three calm words", kept, inside)
