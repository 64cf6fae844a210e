"""How the tutor speaks to a child or a class, as a teacher set it.

A profile changes words: for which age it speaks, how deep it goes, where its examples come from. Of the rules it can
change one thing only: ``conservative`` holds the child to the younger band's, which are the older band's and more. So
no profile can let anything through that would be stopped without it, and nothing about a child sets one by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from studybuddy_core.domain.messages import ORDERED_BANDS, AgeBand


class Expertise(StrEnum):
    """How far a child is with the subject at hand."""

    BEGINNING = "beginning"
    USUAL = "usual"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Profile:
    """What a teacher set. ``band`` None: the child's own; ``domain`` names where examples come from ("": anywhere)."""

    band: AgeBand | None = None
    expertise: Expertise = Expertise.USUAL
    domain: str = ""
    conservative: bool = False

    def speaks_to(self, own: AgeBand) -> AgeBand:
        """The age band whose words the tutor uses with a child of the band ``own``."""
        return self.band or own

    def rules_for(self, own: AgeBand) -> AgeBand:
        """The age band whose rules hold for a child of the band ``own``: never an older one."""
        younger = ORDERED_BANDS.index(own) + int(self.conservative)
        return ORDERED_BANDS[min(younger, len(ORDERED_BANDS) - 1)]

    def within(self, wider: Profile) -> Profile:
        """A child's profile, with what it leaves open taken from the class's; either may be the careful one."""
        expertise = wider.expertise if self.expertise is Expertise.USUAL else self.expertise
        return Profile(self.band or wider.band, expertise, self.domain or wider.domain,
                       self.conservative or wider.conservative)  # fmt: skip


NO_PROFILE = Profile()


@dataclass(frozen=True, slots=True)
class Around:
    """What a teacher has set for a turn: what the class works on, and how the tutor speaks.

    ``names`` are the class contexts that hold, ``told`` what each tells the tutor.
    """

    names: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    profile: Profile = NO_PROFILE
