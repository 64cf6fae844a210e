"""What a reviewer is shown: lanes with minutes, the queue's lines, an opened item; and the words for outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.asking import ASKED
from db.flags import Flag, Tally
from db.talks import ReadTurn, Talk
from studybuddy_core.domain.labels import label_spec
from studybuddy_core.domain.policies import Notify
from studybuddy_core.domain.reviews import Lane, ReviewEvent, ReviewKind
from studybuddy_core.services.evidence import Evidence

OUTCOMES: Mapping[ReviewKind, str] = {
    ReviewKind.TALKING: "I'll talk to the child",
    ReviewKind.ESCALATED: "Pass to safeguarding",
    ReviewKind.OVERTURNED: "False alarm",
    ReviewKind.UPHELD: "Was right to stop it",
}
DID: Mapping[ReviewKind, str] = {
    ReviewKind.TALKING: "said they will talk to the child",
    ReviewKind.ESCALATED: "passed this to safeguarding",
    ReviewKind.OVERTURNED: "decided it was a false alarm",
    ReviewKind.UPHELD: "decided it was right to stop it",
    ReviewKind.CLOSED: "closed this",
    ReviewKind.CLAIMED: "has this open",
    ReviewKind.APPEALED: "asked that somebody looks again",
    ReviewKind.UNDONE: "took a decision back",
}
"""What somebody did, as the end of a sentence that begins with their name."""

FALSE_ALARM_REASONS: tuple[str, ...] = (
    "a story, a game or a joke",
    "schoolwork",
    "said about somebody else, not the child",
    "the check misread it",
    "pressed by mistake",
)
DEFAULT_REASON = "deciding this flag"
LEASE = timedelta(minutes=5)
_SECONDS = {"crisis": 180, "loud": 60, "first": 30, "more": 3}


@dataclass(frozen=True, slots=True)
class LaneCount:
    """How much waits in a lane: flags, decisions (alike ones count once), and a guess at the minutes."""

    flags: int
    decisions: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Lanes:
    """How the room stands. ``checked``: turns since midnight; ``alert_tested_at``: the last test alert seen."""

    now: LaneCount
    today: LaneCount
    digest: LaneCount
    following: int
    checked: int
    alert_tested_at: datetime | None

    def of(self, lane: Lane) -> LaneCount:
        """The count of one lane."""
        return {Lane.NOW: self.now, Lane.TODAY: self.today, Lane.DIGEST: self.digest}[lane]

    @property
    def waiting(self) -> int:
        """All flags that wait."""
        return self.now.flags + self.today.flags + self.digest.flags


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One line of the queue: the flag to open, and those like it that can be decided together."""

    flag: Flag
    alike: tuple[str, ...]
    title: str
    class_name: str
    held_by: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something promised and not done. ``opened``: the safeguarding lead has looked at it since.

    ``care``: the child's chat is still in care mode.
    """

    flag: Flag
    title: str
    child: str
    class_name: str
    by: str
    mine: bool
    opened: bool
    care: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One thing that happened to a flag, with the name of who did it."""

    event: ReviewEvent
    who: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A flag on the table, without a word that was said. ``held_by``: somebody else has it open.

    ``others``: who decides it instead, where the child asks about this person's own decision.
    """

    flag: Flag
    title: str
    child: str
    talk: Talk
    turns: tuple[ReadTurn, ...]
    alike: tuple[str, ...]
    evidence: Evidence
    story: tuple[StoryLine, ...]
    held_by: str
    care: bool
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Revealed:
    """The words, asked for and noted down: the turns around the flag, and the others that are alike."""

    turns: tuple[ReadTurn, ...]
    alike: tuple[ReadTurn, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was written: the events (to undo them with) and the flags as they are now."""

    events: tuple[str, ...]
    flags: tuple[Flag, ...]


def title_of(flag: Flag) -> str:
    """Return what a flag is about, in a word or two."""
    if flag.cause.endswith(":missing") or not flag.labels:
        return "Could not be checked"
    title = title_of_label(flag.labels[0])
    return f"Perhaps {title[0].lower()}{title[1:]}" if ":perhaps:" in flag.cause else title


def asked_for_adult(flag: Flag) -> bool:
    """Whether the child pressed "Talk to a grown-up"."""
    return flag.labels == (ASKED,)


def title_of_label(label: str) -> str:
    """Return a label in the words a teacher reads; one that is no longer in the catalogue stays as it is."""
    try:
        return label_spec(label).title
    except KeyError:
        return label


def lane_count(tallies: Iterable[Tally]) -> LaneCount:
    """Count a lane: each crisis and each loud flag is a decision of its own, routine ones of a cause are one."""
    flags = decisions = seconds = 0
    for tally in tallies:
        flags += tally.count
        if tally.crisis or tally.notify >= Notify.ALERT:
            decisions += tally.count
            seconds += tally.count * _SECONDS["crisis" if tally.crisis else "loud"]
        else:
            decisions += 1
            seconds += _SECONDS["first"] + (tally.count - 1) * _SECONDS["more"]
    return LaneCount(flags, decisions, -(-seconds // 60))


def grouped(flags: Sequence[Flag]) -> tuple[tuple[Flag, tuple[str, ...]], ...]:
    """Return the queue with routine flags of one cause, labels and class gathered at the first of them."""
    groups: dict[object, list[Flag]] = {}
    for flag in flags:
        together = flag.routine and not flag.appealed
        key = (flag.cause, flag.labels, flag.class_id, flag.lane, flag.notify) if together else flag.id
        groups.setdefault(key, []).append(flag)
    return tuple((group[0], tuple(one.id for one in group)) for group in groups.values())


def ago(then: datetime, now: datetime) -> str:
    """Say how long ago something was."""
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return "a moment ago"
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes > 1 else ''} ago"
    hours = minutes // 60
    if hours < 24:
        return f"{hours} hour{'s' if hours > 1 else ''} ago"
    return f"{hours // 24} day{'s' if hours >= 48 else ''} ago"
