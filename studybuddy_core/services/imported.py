"""What an imported document asks for, in this house's own terms, and how that joins what holds already.

A document is joined to a policy and a procedure as everything here is joined: the stricter of both holds. So it can
add rules, lower a line and lengthen the constitution; it can loosen nothing that it did not bring itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from studybuddy_core.domain.labels import IN_SHADOW, RULE_FAMILY, label_spec
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.patterns import PatternRule
from studybuddy_core.domain.policies import LabelRule, Policy, Reply, Rule
from studybuddy_core.domain.procedures import Principle, Procedure, Script

LONGEST_NAME = 80
USUAL = {Stage.INPUT: (Reply.REDIRECT, "not_here"), Stage.OUTPUT: (Reply.REVISE, "let_me_rephrase")}
"""What crossing a line does at a stage where the policy itself says nothing about the label."""


class Taken(StrEnum):
    """Whether what a document says holds here."""

    YES = "taken"
    PART = "in part"
    NO = "not taken"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a document says (``line`` of ``source``), and what it means ``here``."""

    source: str
    line: int
    says: str
    here: str
    taken: Taken = Taken.YES


@dataclass(frozen=True, slots=True)
class ImportedRule:
    """One rule on words: where it stood, the action it named, how it is found and what follows."""

    id: str
    line: int
    action: str
    pattern: PatternRule
    acts: LabelRule


@dataclass(frozen=True)
class Imported:
    """A document read whole. ``lines`` are protect lines by label; ``composed`` are rules on labels that exist.

    ``segment_chars`` 0 leaves the length of a piece of an answer as it is.
    """

    name: str
    principles: tuple[Principle, ...] = ()
    rules: tuple[ImportedRule, ...] = ()
    scripts: tuple[Script, ...] = ()
    lines: tuple[tuple[str, int], ...] = ()
    composed: tuple[Rule, ...] = ()
    checks: tuple[str, ...] = ()
    segment_chars: int = 0
    meanings: tuple[Meaning, ...] = ()

    def rule_of(self, label: str) -> ImportedRule | None:
        """The rule behind a label, or None."""
        return next((rule for rule in self.rules if rule.pattern.label == label), None)


def shadowed(rules: Iterable[PatternRule], shadow: str) -> tuple[PatternRule, ...]:
    """The same rules under labels of their own, which no policy that holds speaks of."""
    return tuple(replace(rule, id=f"{IN_SHADOW}{shadow}.{rule.id}") for rule in rules)


def joined(imported: Imported, policy: Policy, procedure: Procedure) -> tuple[Policy, Procedure]:
    """Return what would hold if the document were published on top of ``policy`` and ``procedure``."""
    return joined_policy(imported, policy), joined_procedure(imported, procedure)


def joined_policy(imported: Imported, policy: Policy) -> Policy:
    """The policy with what the document adds."""
    return _policy(imported, policy, [rule.acts for rule in imported.rules])


def would_be(imported: Imported, policy: Policy, shadow: str) -> Policy:
    """The joined policy over the scores that the document's rules give while they are in ``shadow``."""
    prefix = f"{RULE_FAMILY}.{IN_SHADOW}{shadow}."
    renamed = [replace(rule.acts, label=f"{prefix}{rule.id}") for rule in imported.rules]
    return _policy(imported, policy, renamed)


def _policy(imported: Imported, policy: Policy, rules: Iterable[LabelRule]) -> Policy:
    labels = {rule.label: rule for rule in policy.labels}
    for label, score in imported.lines:
        labels[label] = _lowered(labels.get(label), label, score)
    labels |= {rule.label: rule for rule in rules}
    own = {rule.name: rule for rule in imported.composed if not _covered(rule, labels)}
    kept = [own.pop(rule.name, rule) for rule in policy.rules]
    return replace(policy, name=_name(policy.name, imported.name), labels=tuple(labels.values()),
                   rules=(*kept, *own.values()))  # fmt: skip


def _lowered(rule: LabelRule | None, label: str, score: int) -> LabelRule:
    if rule is None:
        usual = {stage: USUAL[stage] for stage in Stage if stage in label_spec(label).stages and stage in USUAL}
        replies, scripts = ({stage: pair[n] for stage, pair in usual.items()} for n in (0, 1))
        return LabelRule(label, score, None, replies, "", scripts=scripts)  # type: ignore[arg-type]
    if rule.grey is not None and rule.protect is None:  # all above it is doubtful already
        return replace(rule, grey=min(rule.grey, score))
    if rule.protect is not None and rule.protect <= score:
        return rule
    return replace(rule, protect=score, grey=None if rule.grey is None else min(rule.grey, score))


def _covered(rule: Rule, labels: dict[str, LabelRule]) -> bool:
    """Whether a label's own line does already what a rule on this label alone would do."""
    (condition,) = rule.when_all
    own = labels.get(condition.label)
    if own is None or own.protect is None or own.protect > condition.score:
        return False
    return own.replies.get(rule.stage, Reply.DELIVER) >= rule.then.reply


def _name(before: str, added: str) -> str:
    return before if before.endswith(f"+ {added}") else f"{before} + {added}"[-LONGEST_NAME:]


def joined_procedure(imported: Imported, procedure: Procedure) -> Procedure:
    """The procedure with the document's principles, rules on words, fixed texts and checks."""
    principles = {p.id: p for p in (*procedure.constitution, *imported.principles)}
    rules = {rule.id: rule for rule in (*procedure.rules, *(rule.pattern for rule in imported.rules))}
    scripts = dict(procedure.scripts)
    for script in imported.scripts:
        before = scripts.get(script.id)
        if before is None or before.texts != script.texts:
            scripts[script.id] = replace(script, version=before.version + 1 if before else 1)
    limits = procedure.limits
    if imported.segment_chars:
        limits = replace(limits, segment_chars=min(imported.segment_chars, limits.answer_chars))
    return replace(
        procedure, name=_name(procedure.name, imported.name),
        checks=tuple(dict.fromkeys((*procedure.checks, *imported.checks))),
        constitution=tuple(sorted(principles.values(), key=lambda p: (-p.weight, p.id))),
        scripts=scripts, rules=tuple(rules.values()), limits=limits,
    )  # fmt: skip
