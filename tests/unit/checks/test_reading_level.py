"""How hard a text is to read, in school grades, and from where on it is noted for each age band."""

from datetime import UTC, datetime

from studybuddy_core.checks.reading_level import CHECK, grade_of, syllables
from studybuddy_core.domain.deciding import decide
from studybuddy_core.domain.messages import AgeBand, Stage, TurnView
from studybuddy_core.domain.policies import Notify, Reply, resolve
from studybuddy_core.domain.signals import score
from studybuddy_core.presets.seeds import preset_policy


def test_easy_and_hard_text_stand_apart() -> None:
    easy = "The cat sat on the mat. It was a big cat. The dog ran to it. They had fun in the sun. It was hot."
    hard = (
        "Photosynthesis constitutes the fundamental biochemical transformation whereby autotrophic organisms "
        "systematically convert electromagnetic radiation into metabolically accessible carbohydrate molecules, "
        "simultaneously liberating oxygen."
    )
    low, high = grade_of(easy), grade_of(hard)
    assert low is not None
    assert high is not None
    assert low < 3
    assert high > 14


def test_a_short_text_is_not_judged() -> None:
    assert grade_of("Photosynthesis.") is None


def test_one_hard_sentence_is_judged_and_a_few_words_are_given_the_benefit_of_the_doubt() -> None:
    hard = grade_of("Multiplication is commutative, so exchanging factors never alters the resulting product.")
    easy = grade_of("Try to add the ones first, then the tens.")
    assert hard is not None
    assert easy is not None
    assert hard > 12
    assert easy < 3
    assert grade_of("Exactly, multiply the denominators!") is None
    eight, sixteen = "cats and dogs like to play all day.", "cats and dogs like to play all day, "
    short, longer = grade_of(eight), grade_of(sixteen + eight[:-1] + ".")
    assert short is not None
    assert longer is not None
    assert short < longer, "the same words said once are judged with more caution than said twice in one sentence"


def test_syllables() -> None:
    assert [syllables(word) for word in ("cat", "apple", "make", "banana", "jumped", "idea")] == [1, 2, 1, 3, 1, 2]


def test_a_text_for_older_children_is_noted_for_the_younger_ones_alone_and_never_stopped() -> None:
    text = (
        "Plants make their own food. The green leaves catch the light of the sun, and with this energy the plant turns "
        "water and carbon dioxide into sugar. Oxygen is left over, and every animal needs it to breathe. Scientists "
        "call this photosynthesis, because photo means light and synthesis means putting together."
    )
    signals = score(TurnView(Stage.OUTPUT, text), [CHECK])
    policy, now = preset_policy("balanced"), datetime(2026, 1, 1, tzinfo=UTC)
    for band, noted in ((AgeBand.OLDER, False), (AgeBand.YOUNGER, True)):
        rules = [r for r in resolve(policy, band, now=now).rules if r.when_all[0].label == "age.reading_level"]
        reached = any(s.score is not None and s.score >= r.when_all[0].score for s in signals for r in rules)
        assert reached is noted
        assert all(r.then.reply is Reply.DELIVER and r.then.notify <= Notify.LOG for r in rules)
    assert decide(signals, resolve(policy, AgeBand.OLDER, now=now), Stage.OUTPUT) is not None
