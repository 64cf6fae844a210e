"""Makes what a new person signs in with for the first time: words for staff, pictures for a child, codes for a class.

All three are drawn at random and shown once. What is kept is a hash (a class's code is no secret: it is
on the wall), so whoever loses theirs gets a new one.
"""

from __future__ import annotations

from collections.abc import Callable

from studybuddy_core.services.passwords import PICTURES, PICTURES_CHOSEN

Below = Callable[[int], int]
"""Draws a number from 0 up to, not including, the one given: ``secrets.randbelow`` outside tests."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as something else on paper
_ANIMALS = (
    "ANT", "BAT", "BEAR", "BEE", "CAMEL", "CAT", "COW", "CRAB", "CROW", "DEER", "DOVE", "DUCK", "EAGLE", "EMU",
    "FINCH", "FISH", "FOX", "FROG", "GOAT", "GOOSE", "GULL", "HARE", "HAWK", "HEN", "HERON", "HIPPO", "HORSE",
    "IBIS", "JAY", "KIWI", "KOALA", "LAMB", "LARK", "LION", "LLAMA", "LYNX", "MOLE", "MOOSE", "MOTH", "MOUSE",
    "NEWT", "OTTER", "OWL", "PANDA", "PIKE", "PONY", "PUMA", "QUAIL", "RABBIT", "RAVEN", "ROBIN", "SEAL",
    "SHEEP", "SNAIL", "SQUID", "STORK", "SWAN", "TIGER", "TOAD", "TROUT", "WHALE", "WREN", "YAK", "ZEBRA",
)  # fmt: skip


def initial_password(below: Below) -> str:
    """Return a password like ``k7mf-2qxd-p9vt``: 59 bits, easy to copy from paper."""
    groups = ("".join(_LETTERS[below(len(_LETTERS))] for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def random_pictures(below: Below) -> tuple[str, ...]:
    """Return four pictures for a child, in their order."""
    return tuple(PICTURES[below(len(PICTURES))].id for _ in range(PICTURES_CHOSEN))


def class_code(below: Below) -> str:
    """Return a class code that a six-year-old can type: an animal and three digits, ``OTTER482``."""
    return f"{_ANIMALS[below(len(_ANIMALS))]}{100 + below(900)}"


def shown_code(code: str) -> str:
    """Return a class code as it is read out: letters and digits apart."""
    letters = code.rstrip("0123456789")
    return f"{letters} {code[len(letters) :]}".strip()


def pseudonym(below: Below) -> str:
    """Return what annotators and researchers call a person: ``Otter 482``, which says nothing about them."""
    return shown_code(class_code(below)).capitalize()
