"""From a decision to what an adult is asked to look at."""

from __future__ import annotations

from collections.abc import Iterable

from studybuddy_core.domain.deciding import Decision
from studybuddy_core.domain.labels import label_spec
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.policies import Notify, Reply
from studybuddy_core.domain.records import FlagDraft

_LEAD_ONLY = ("wellbeing.abuse", "privacy.staff")
UNREAD = FlagDraft(Stage.INPUT, Notify.REVIEW, (), False, False, f"{Stage.INPUT}:missing")
"""A message that nothing was decided on: whatever broke, a person reads what no check has read."""


def for_the_lead_alone(labels: Iterable[str]) -> bool:
    """Whether what these labels say goes to the safeguarding lead and to nobody else."""
    return any(label in _LEAD_ONLY for label in labels)


def flag_for(decision: Decision) -> FlagDraft | None:
    """Return the flag this decision asks for (REVIEW or more), or None.

    A disclosure of abuse, and a flagged message that names a member of staff, go to the
    safeguarding lead alone.
    """
    notify = decision.effect.notify
    if notify < Notify.REVIEW:
        return None
    labels = _gravest_first(decision)
    quiet = _quiet(decision)
    crisis = decision.effect.reply is Reply.SUPPORT or (not quiet and any(label_spec(x).crisis for x in labels))
    return FlagDraft(
        stage=decision.stage, notify=notify, labels=labels, crisis=crisis,
        safeguarding_only=for_the_lead_alone(labels),
        cause=f"{decision.stage}:{'perhaps:' * quiet}{labels[0] if labels else 'missing'}", quiet=quiet,
    )  # fmt: skip


def _quiet(decision: Decision) -> bool:
    """Whether only a composed rule asks for a look: the lesson goes on, and no label crossed a line of its own."""
    goes_on = decision.effect.reply <= Reply.ANNOTATE and decision.effect.notify is Notify.REVIEW
    return goes_on and not decision.missing and not any(reason.line for reason in decision.reasons)


def _gravest_first(decision: Decision) -> tuple[str, ...]:
    weight: dict[str, tuple[bool, int]] = {}
    for reason in decision.reasons:
        if reason.label:
            over = (reason.score or 0) - (reason.threshold or 0)
            weight[reason.label] = max(weight.get(reason.label, (False, -1)), (label_spec(reason.label).crisis, over))
    return tuple(sorted(weight, key=lambda label: (weight[label], label), reverse=True))
