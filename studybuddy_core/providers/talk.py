"""The talk so far in the shape outside models take: alternating turns that begin and end with the child."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Literal, NamedTuple

from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.messages import Utterance


class Said(NamedTuple):
    """One turn of the talk as it is sent: who, and what. Nothing else of a learner leaves."""

    role: Literal["user", "assistant"]
    content: str


def talk_of(messages: Sequence[Utterance]) -> tuple[Said, ...]:
    """Merge neighbours of one speaker, drop empty ones and what comes before the child's first message."""
    talk: list[Said] = []
    for message in messages:
        if not message.text.strip() or (not talk and message.role == "assistant"):
            continue
        if talk and talk[-1].role == message.role:
            talk[-1] = Said(message.role, f"{talk[-1].content}\n\n{message.text}")
        else:
            talk.append(Said(message.role, message.text))
    if not talk or talk[-1].role != "user":
        raise BadInput("There is no message of the child to answer.")
    return tuple(talk)


def keep_quiet(*libraries: str) -> None:
    """Keep vendors' debug logs off whatever the environment asks: they print whole requests, a child's words too."""
    for name in libraries:
        log = logging.getLogger(name)
        log.setLevel(max(log.level, logging.INFO))
