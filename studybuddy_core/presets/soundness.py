"""What no policy may say, whoever publishes it: the design's promises as checks on a document.

A crisis is heard by an adult no later than a child meets its script; only distress yields the
support scripts; distress, sexual content and privacy can never be relaxed; a label acts only
where it can be judged; a missing score is a block.
"""

from __future__ import annotations

from studybuddy_core.domain.labels import (
    CIRCUMSTANCES,
    LABELS,
    NEVER_RELAXED,
    RULE_FAMILY,
    UNJUDGED,
    in_shadow,
    label_spec,
)
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.policies import Effect, LabelRule, Notify, Reply, Rule
from studybuddy_core.presets.nodes import Place, did_you_mean

_NEEDS_SCRIPT = (Reply.ANNOTATE, Reply.REDIRECT, Reply.WITHHOLD, Reply.SUPPORT)
WELLBEING = "wellbeing."


def known_label(label: str, place: Place) -> bool:
    """Say whether ``label`` is in the catalogue; note the problem where it is not."""
    if in_shadow(label):
        place.wrong(f"{label} is in shadow, so it can decide nothing", "publish the document it came with")
        return False
    if label in LABELS or (label.startswith(f"{RULE_FAMILY}.") and len(label) > len(RULE_FAMILY) + 1):
        return True
    place.wrong(f"there is no label {label!r}", did_you_mean(label, LABELS))
    return False


def _script_missing(effect: Effect, stage: Stage, place: Place) -> None:
    if effect.reply in _NEEDS_SCRIPT and not effect.script and stage is not Stage.CONTEXT:
        place.wrong(f"{effect.reply.name.lower()} has no script", "add `script:` with the text that the child sees")


def _crisis_order(rule: LabelRule, place: Place) -> None:
    if not label_spec(rule.label).crisis:
        return
    if rule.call is not Notify.ALERT:
        place.wrong(f"{rule.label} must reach an adult at once", "write `call: alert`")
    if rule.protect is not None and (rule.alert is None or rule.alert > rule.protect):
        place.wrong(f"{rule.label} would show a crisis script before an adult hears",
                    "set alert to the protect number or lower")  # fmt: skip


def _grey_zone(rule: LabelRule, place: Place) -> None:
    if rule.grey is None:
        return
    if not label_spec(rule.label).judged:
        place.wrong(f"{rule.label} is nothing that a judge can be asked about", "remove `grey`")
    elif rule.protect is None:
        place.wrong(f"{rule.label} has a grey line but no protect line above it", "set protect, or remove `grey`")
    elif rule.grey > rule.protect:
        place.wrong(f"{rule.label} would be doubtful only above its protect line", "set grey to protect or lower")
    elif not any(reply > Reply.ANNOTATE for reply in rule.replies.values()):
        place.wrong(f"{rule.label} changes no reply, so no doubt about it matters", "remove `grey`")


def check_optional(label: str, place: Place) -> None:
    """A circumstance decides what becomes of a doubtful text: without it the text must be held back."""
    if label in CIRCUMSTANCES:
        place.wrong(f"{label} can't be optional", "remove it: it is needed only where a text is doubtful")


def check_label_rule(rule: LabelRule, place: Place) -> None:
    """Note everything that is unsound in one label's thresholds."""
    spec = label_spec(rule.label)
    if spec.circumstance:
        place.wrong(f"{rule.label} is nothing that a text says", "use it in a rule, beside a label")
        return
    if rule.protect is None and rule.alert is None:
        place.wrong(f"{rule.label} has no threshold", "set protect, alert or both to a number from 0 to 1")
    if not rule.replies:
        place.wrong(f"{rule.label} acts at no stage", f"add {' or '.join(sorted(spec.stages))}: {{reply: …}}")
    for stage, reply in rule.replies.items():
        if stage not in spec.stages:
            place.wrong(f"{rule.label} can't be judged at {stage}", f"use {', '.join(sorted(spec.stages))}")
        if reply is Reply.SUPPORT and not rule.label.startswith(WELLBEING):
            place.wrong(f"{rule.label} can't give support", "only wellbeing labels may; use redirect")
        _script_missing(Effect(reply, rule.script_at(stage)), stage, place)
    if rule.relaxed is not None and spec.family in NEVER_RELAXED:
        place.wrong(f"{rule.label} can never be relaxed", "remove `relaxed`")
    elif rule.relaxed is not None and not spec.relaxable:
        place.wrong(f"{rule.label} is not a label that lessons may relax", "remove `relaxed`")
    elif rule.relaxed is not None and rule.protect is not None and rule.relaxed < rule.protect:
        place.wrong(f"{rule.label} would be stricter when relaxed", "set relaxed to the protect number or higher")
    _crisis_order(rule, place)
    _grey_zone(rule, place)


def check_rule(rule: Rule, place: Place) -> None:
    """Note everything that is unsound in one composed rule."""
    if not rule.when_all:
        place.wrong(f"rule {rule.name!r} has no conditions, so it would always fire", "add labels under when_all")
    for condition in rule.when_all:
        if rule.stage not in label_spec(condition.label).stages:
            place.wrong(f"{condition.label} can't be judged at {rule.stage}",
                        f"use {', '.join(sorted(label_spec(condition.label).stages))}")  # fmt: skip
    seen = [c for c in rule.when_all if c.label not in CIRCUMSTANCES]
    for condition in rule.when_all:
        if condition.label in CIRCUMSTANCES and condition.score == 0:
            place.wrong(f"{condition.label} at 0 always holds", "write 0.5")
    if not seen and any(c.label == UNJUDGED for c in rule.when_all):
        place.wrong(f"rule {rule.name!r} asks a judge about nothing", f"add a label beside {UNJUDGED}")
    if rule.then.reply is Reply.SUPPORT:
        if not seen or not all(c.label.startswith(WELLBEING) for c in seen):
            place.wrong(f"rule {rule.name!r} can't give support", "only rules on wellbeing labels may; use redirect")
        if rule.then.notify < Notify.REVIEW:
            place.wrong(f"rule {rule.name!r} gives support without an adult knowing", "add `notify: review` or alert")
    _script_missing(rule.then, rule.stage, place)


def check_on_missing(effect: Effect, place: Place) -> None:
    """A score that is missing must block."""
    if effect.reply not in (Reply.REDIRECT, Reply.WITHHOLD):
        place.wrong("a missing score would let the text through", "set on_missing to redirect or withhold")
    if not effect.script:
        place.wrong("on_missing has no script", "add `script: try_again`")
