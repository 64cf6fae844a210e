"""What a class context and a profile would be, for a message that is tried out: nothing is set for anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.policies import ClassContext
from studybuddy_core.domain.profiles import NO_PROFILE, Around, Profile
from studybuddy_core.presets.contexts import Catalogue, catalogue
from studybuddy_core.presets.nodes import did_you_mean
from studybuddy_core.services.context_making import WantedContext, made_context

_TRIED = "tried"


@dataclass(frozen=True, slots=True)
class Adapted:
    """What to try a message under: names of ready-made contexts, topics or stricter rules, words to leave out."""

    chosen: tuple[str, ...] = ()
    words: str = ""
    profile: Profile = NO_PROFILE


NOT_ADAPTED = Adapted()


def tried_context(adapted: Adapted, now: datetime) -> tuple[ClassContext, ...]:
    """Return the context that these choices make together; raise ``BadInput`` for an unknown name."""
    if not adapted.chosen and not adapted.words.strip():
        return ()
    known = catalogue()
    topics, stricter = made_of(adapted.chosen, known)
    wanted = WantedContext(now + timedelta(days=1), "", topics, stricter, adapted.words)
    return (made_context(wanted, known, _TRIED),)


def known_contexts() -> Catalogue:
    """All that can be chosen."""
    return catalogue()


def made_of(names: Iterable[str], known: Catalogue) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The topics and stricter rules that names of any kind stand for; raise ``BadInput`` for an unknown one."""
    topics: list[str] = []
    stricter: list[str] = []
    for name in names:
        if name in known.topics:
            topics.append(name)
        elif name in known.stricter:
            stricter.append(name)
        elif name in known.contexts:
            topics += known.contexts[name].relaxed_rules
            stricter += known.contexts[name].stricter_rules
        else:
            every = (*known.contexts, *known.topics, *known.stricter)
            raise BadInput(f"There is no topic, rule or context {name!r}: {did_you_mean(name, every)}.")
    return tuple(topics), tuple(stricter)


def around_of(contexts: Iterable[ClassContext], profile: Profile) -> Around:
    """What the tutor would hear of them."""
    held = tuple(contexts)
    return Around(tuple(context.name for context in held), tuple(context.told for context in held), profile)
