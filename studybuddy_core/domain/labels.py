"""The catalogue of labels: everything a check may say about a text.

One entry a label, in the words a teacher reads. Where a label can be judged (stage and
extent) stands here and not in a policy, so that "which checks are required" follows from
the policy's rules alone. Labels of imported rules (``rule.<id>``) are made by ``rule_label``.
"""

from __future__ import annotations

from dataclasses import dataclass

from studybuddy_core.domain.messages import Extent, Stage

IN = frozenset({Stage.INPUT})
OUT = frozenset({Stage.OUTPUT})
BOTH = frozenset({Stage.INPUT, Stage.OUTPUT})
ALL = frozenset(Stage)
EACH = frozenset({Extent.SEGMENT, Extent.WHOLE})
WHOLE = frozenset({Extent.WHOLE})


@dataclass(frozen=True, slots=True)
class LabelSpec:
    """One label: its id ``family.leaf``, its title, and where it can be judged.

    ``relaxable``: a class context may raise its thresholds ("World War II until 12 December").
    ``crisis``: an adult hears before, or together with, the child meeting a crisis script.
    """

    id: str
    title: str
    stages: frozenset[Stage] = BOTH
    extents: frozenset[Extent] = EACH
    relaxable: bool = False
    crisis: bool = False

    @property
    def family(self) -> str:
        """The part before the dot."""
        return self.id.partition(".")[0]


_SPECS = (
    LabelSpec("harm.violence", "Violence", relaxable=True),
    LabelSpec("harm.weapons", "Weapons", relaxable=True),
    LabelSpec("harm.dangerous", "Dangerous acts", relaxable=True),
    LabelSpec("harm.drugs", "Drugs, alcohol, smoking", relaxable=True),
    LabelSpec("harm.illegal", "Crime and hacking", relaxable=True),
    LabelSpec("sexual.content", "Sexual content"),
    LabelSpec("wellbeing.self_harm", "Self-harm", crisis=True),
    LabelSpec("wellbeing.abuse", "Abuse or neglect", stages=IN, crisis=True),
    LabelSpec("wellbeing.bullying", "Bullying", stages=IN),
    LabelSpec("wellbeing.distress", "Distress", stages=IN),
    LabelSpec("wellbeing.asked", "Asked for a grown-up", stages=IN),
    LabelSpec("hate.identity", "Hate against a group", relaxable=True),
    LabelSpec("toxicity.insult", "Insult"),
    LabelSpec("toxicity.profanity", "Swear words"),
    LabelSpec("toxicity.threat", "Threat"),
    LabelSpec("toxicity.severe", "Severe abuse"),
    LabelSpec("bias.stereotype", "Stereotype", relaxable=True),
    LabelSpec("privacy.name", "A person's name"),
    LabelSpec("privacy.contact", "Phone, e-mail or handle"),
    LabelSpec("privacy.address", "Address or place"),
    LabelSpec("privacy.secret", "Password or code"),
    LabelSpec("privacy.birthday", "Birthday or exact age"),
    LabelSpec("privacy.staff", "Names a member of staff", stages=IN),
    LabelSpec("attack.injection", "Instruction smuggling", stages=ALL),
    LabelSpec("attack.jailbreak", "Jailbreak", stages=ALL),
    LabelSpec("attack.persona", "Persona trick", stages=IN),
    LabelSpec("attack.authority", "False authority", stages=IN),
    LabelSpec("attack.emotional", "Emotional pressure", stages=IN),
    LabelSpec("attack.encoding", "Hidden or encoded text", stages=ALL),
    LabelSpec("attack.link", "Link or remote image", stages=frozenset({Stage.CONTEXT, Stage.OUTPUT})),
    LabelSpec("learning.ghostwriting", "Asks for finished work", stages=IN, relaxable=True),
    LabelSpec("learning.giveaway", "Gives the answer away", stages=OUT),
    LabelSpec("learning.off_topic", "Not about learning", stages=IN, relaxable=True),
    LabelSpec("truth.arithmetic", "Wrong calculation", stages=OUT),
    LabelSpec("tone.persona", "Pretends to be a person", stages=OUT),
    LabelSpec("tone.flattery", "Flattery", stages=OUT),
    LabelSpec("tone.secrecy", "Secrecy or pressure", stages=BOTH),
    LabelSpec("age.reading_level", "Too hard to read", stages=OUT, extents=WHOLE),
    LabelSpec("age.scary", "Frightening", stages=OUT, relaxable=True),
)

LABELS: dict[str, LabelSpec] = {spec.id: spec for spec in _SPECS}
RULE_FAMILY = "rule"
IN_SHADOW = "shadow."
NEVER_RELAXED = frozenset({"wellbeing", "sexual", "privacy"})


def rule_label(rule_id: str) -> LabelSpec:
    """Return the label of a rule written in YAML: ``rule.<id>``, judged everywhere.

    A rule in shadow is ``rule.shadow.<document>.<id>``: it is scored, and no policy that holds may speak of it.
    """
    tried, _, name = rule_id.rpartition(".")
    title = f"Rule in shadow: {name}" if tried.startswith(IN_SHADOW) else f"Rule: {rule_id}"
    return LabelSpec(f"{RULE_FAMILY}.{rule_id}", title, stages=ALL)


def in_shadow(label: str) -> bool:
    """Whether this is the label of a rule that is only tried out."""
    return label.startswith(f"{RULE_FAMILY}.{IN_SHADOW}")


def label_spec(label: str) -> LabelSpec:
    """Return the catalogue's entry for ``label``; raise ``KeyError`` where there is none."""
    if label.startswith(RULE_FAMILY + "."):
        return rule_label(label.partition(".")[2])
    return LABELS[label]
