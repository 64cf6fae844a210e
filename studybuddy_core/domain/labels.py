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
    ``judged``: a judge can be asked about it, so its doubtful scores may have a line of their own (``grey``).
    ``circumstance``: nothing that a text says but what was done about it; needed only where the rest of a
    rule holds, see ``deciding``. ``manner``: how a text speaks, whatever of; it says more about other labels and
    nothing by itself, so a reason names those.
    """

    id: str
    title: str
    stages: frozenset[Stage] = BOTH
    extents: frozenset[Extent] = EACH
    relaxable: bool = False
    crisis: bool = False
    judged: bool = False
    circumstance: bool = False
    manner: bool = False

    @property
    def family(self) -> str:
        """The part before the dot."""
        return self.id.partition(".")[0]


_SPECS = (
    LabelSpec("harm.violence", "Violence", relaxable=True, judged=True),
    LabelSpec("harm.weapons", "Weapons", relaxable=True, judged=True),
    LabelSpec("harm.dangerous", "Dangerous acts", relaxable=True, judged=True),
    LabelSpec("harm.drugs", "Drugs, alcohol, smoking", relaxable=True, judged=True),
    LabelSpec("harm.illegal", "Crime and hacking", relaxable=True, judged=True),
    LabelSpec("sexual.content", "Sexual content", judged=True),
    LabelSpec("wellbeing.self_harm", "Self-harm", crisis=True, judged=True),
    LabelSpec("wellbeing.abuse", "Abuse or neglect", stages=IN, crisis=True, judged=True),
    LabelSpec("wellbeing.bullying", "Bullying", stages=IN, judged=True),
    LabelSpec("wellbeing.distress", "Distress", stages=IN, judged=True),
    LabelSpec("wellbeing.asked", "Asked for a grown-up", stages=IN),
    LabelSpec("hate.identity", "Hate against a group", relaxable=True, judged=True),
    LabelSpec("toxicity.insult", "Insult", judged=True),
    LabelSpec("toxicity.profanity", "Swear words", judged=True),
    LabelSpec("toxicity.threat", "Threat", judged=True),
    LabelSpec("toxicity.severe", "Severe abuse", judged=True),
    LabelSpec("bias.stereotype", "Stereotype", relaxable=True, judged=True),
    LabelSpec("privacy.name", "A person's name"),
    LabelSpec("privacy.contact", "Phone, e-mail or handle"),
    LabelSpec("privacy.address", "Address or place"),
    LabelSpec("privacy.secret", "Password or code"),
    LabelSpec("privacy.birthday", "Birthday or exact age"),
    LabelSpec("privacy.staff", "Names a member of staff", stages=IN),
    LabelSpec("attack.injection", "Instruction smuggling", stages=ALL, judged=True),
    LabelSpec("attack.jailbreak", "Jailbreak", stages=ALL, judged=True),
    LabelSpec("attack.persona", "Persona trick", stages=IN, judged=True),
    LabelSpec("attack.authority", "False authority", stages=IN, judged=True),
    LabelSpec("attack.emotional", "Emotional pressure", stages=IN, judged=True),
    LabelSpec("attack.encoding", "Hidden or encoded text", stages=ALL),
    LabelSpec("attack.escalation", "Risk that grows over the talk", stages=IN),
    LabelSpec("attack.link", "Link or remote image", stages=frozenset({Stage.CONTEXT, Stage.OUTPUT})),
    LabelSpec("learning.ghostwriting", "Asks for finished work", stages=IN, relaxable=True),
    LabelSpec("learning.fishing", "Fishes for the answer", stages=IN),
    LabelSpec("learning.giveaway", "Gives the answer away", stages=OUT),
    LabelSpec("learning.off_topic", "Not about learning", stages=IN, relaxable=True),
    LabelSpec("learning.offloading", "Hands the work over, turn after turn", stages=IN),
    LabelSpec("truth.arithmetic", "Wrong calculation", stages=OUT),
    LabelSpec("truth.refuted", "Contradicts an approved passage", stages=OUT),
    LabelSpec("truth.unsupported", "Nothing approved supports it", stages=OUT),
    LabelSpec("truth.citation", "Names a source that was not given", stages=OUT),
    LabelSpec("truth.inconsistent", "Its own answers differ", stages=OUT),
    LabelSpec("truth.unverified", "A round of checking it failed", stages=OUT),
    LabelSpec("truth.sycophancy", "Agrees with a mistake", stages=OUT),
    LabelSpec("bias.unequal", "Unequal examples", stages=OUT, extents=WHOLE),
    LabelSpec("tone.persona", "Pretends to be a person", stages=OUT),
    LabelSpec("tone.guilt", "Guilt or shame", stages=OUT),
    LabelSpec("tone.flattery", "Flattery", stages=OUT),
    LabelSpec("tone.secrecy", "Secrecy or pressure", stages=BOTH, judged=True),
    LabelSpec("age.reading_level", "Too hard to read", stages=OUT, extents=WHOLE),
    LabelSpec("age.scary", "Frightening", stages=OUT, relaxable=True, judged=True),
    LabelSpec("manner.how_to", "Asks or says how it is done", manner=True),
    LabelSpec("judge.absent", "Nobody could judge it", stages=ALL, circumstance=True),
    LabelSpec("judge.disagreed", "Models disagree", stages=ALL),
    LabelSpec("learning.uncovered", "Not in the approved library", stages=IN, circumstance=True),
)

LABELS: dict[str, LabelSpec] = {spec.id: spec for spec in _SPECS}
CIRCUMSTANCES = frozenset(spec.id for spec in _SPECS if spec.circumstance)
MANNERS = frozenset(spec.id for spec in _SPECS if spec.manner)
HOW_TO, HARM = "manner.how_to", "harm"
UNJUDGED, UNCOVERED, DISAGREED = "judge.absent", "learning.uncovered", "judge.disagreed"
RULE_FAMILY = "rule"
IN_SHADOW = "shadow."
OF_CLASS = "class."
NEVER_RELAXED = frozenset({"wellbeing", "sexual", "privacy"})


def rule_label(rule_id: str) -> LabelSpec:
    """Return the label of a rule written in YAML: ``rule.<id>``, judged everywhere.

    A rule in shadow is ``rule.shadow.<document>.<id>``: it is scored, and no policy that holds may speak of it.
    ``rule.class.<context>`` are words that a teacher asked to leave out for a while.
    """
    if rule_id.startswith(OF_CLASS):
        return LabelSpec(f"{RULE_FAMILY}.{rule_id}", "What this class leaves out for now", stages=ALL)
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
