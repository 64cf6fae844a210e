"""How a child's page hears an answer grow: what it is told by the server, and what the browser does with it.

The whole page is drawn when a message is sent and when its answer has ended; in between the pieces of the answer go
to the transcript alone. Where the door does not answer, the page is drawn anew every few seconds instead, which shows
what is stored. A tab that nobody looks at asks for nothing: a browser keeps few connections to one server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pages.ui import talk_bubbles
from pages.ui.transcript import sent
from studybuddy_core.services.tutoring import Followed, Said


@dataclass(frozen=True, slots=True)
class Growing:
    """An answer that is still growing: whose turn it is, how much of it is drawn, what the child reads meanwhile."""

    turn: str
    seen: int
    waiting: str

    def sent(self) -> dict[str, object]:
        """What the browser gets of it."""
        return {"turn": self.turn, "seen": self.seen, "waiting": self.waiting}


def seen_of(said: Said) -> int:
    """How much there is to see of a turn; more is newer."""
    return len(said.segments) + (said.outcome is not None)


def growing(said: Said, ahead: int) -> Growing:
    """A turn that is being answered, as the page begins to follow it."""
    return Growing(said.turn.id, seen_of(said), waiting_words(ahead))


def waiting_words(ahead: int) -> str:
    """What a child reads while waiting: that the message is here, and how many come before it."""
    if not ahead:
        return "Thinking …"
    before = "One child is" if ahead == 1 else f"{ahead} children are"
    return f"Your message is here. {before} before you."


def told(name: str, sources: Mapping[str, str], followed: Followed) -> dict[str, object]:
    """What the page of the child with this name is told of a turn: all that is shown of it, and whether it ended."""
    bubbles = talk_bubbles.for_child((followed.said,), name, sources)
    return {
        **growing(followed.said, followed.ahead).sent(),
        "ended": followed.ended,
        "bubbles": [sent(n, bubble) for n, bubble in enumerate(bubbles)],
    }
