"""Sums as people and models write them, and what is said of numbers: wrong ones seen, right ones left alone."""

import subprocess
import sys
import time

import pytest

from studybuddy_core.checks.arithmetic import CHECK
from studybuddy_core.checks.markup import plain
from studybuddy_core.checks.units import CHECK as UNITS
from studybuddy_core.domain.messages import Stage, TurnView

WRITTEN_WRONG = [
    "7 × 8 = **54**", "**7 × 8** = 54", r"\(7 \times 8 = 54\)", r"$7 \times 8 = 54$", "6 × 7 = 42 and 6 × 8 = 49",
    "7 times 8 equals\n54", "7 × 8 =\n54", "5 < 3", "3.5 > 3.75", "1/3 is bigger than 1/2", "3/4 = 0.7",
    "10⁶ = 100,000", "2⁴ = 8", "√16 = 5", "If you multiply 6 by 7, you get 43", "The sum of 3 and 4 is 8",
    r"$\frac{3}{4} + \frac{1}{4} = 2$", r"\sqrt{16} = 5", "10^6 = 100,000", "the square root of 16 is 5", "∛27 = 4",
    "cube root of 27 is 4", "the product of 6 and 7 is 43", "the difference between 9 and 4 is 6",
    "the quotient of 12 and 4 is 4", "multiply 6 by 7 and you get 43", "54 is 7 times 8", "So 10 is 20% of 40.",
    "7 × 8 ≠ 56", "5 ≥ 6", "What is 7 × 8? It is 54.", "7 × 8, which is 54", "5! = 100", "3 × 4 = 12 + 2 = 14",
    "3 hundreds + 4 tens = 350", "4 tens and 2 ones = 43", "one third is bigger than one half", "- 3 + 4 = 8",
    "1. 3 + 4 = 8", "2 to the power of 5 is 30", "2 to the 5th power is 30", "7 is 3 more than 5",
    "Subtract 2 from 9 and you get 6", "√2 = 1.5", "7 × 8 is exactly 54", "7 × 8 comes to 54", "0.5 is less than 0.25",
    "-5 is bigger than -3", "7️⃣ ✖️ 8️⃣ = 54", "25% of 80 = 25", "7 × 8 is equal to 54", "7 × 8 is the same as 54",
    "6 × 7 equals 42 and 6 × 8 equals 49", "10 <= 9", "The average of 2 and 4 is 4", "3 squared is 6",
    "the square of 5 is 10", "2^100 = 5", "1/2 = 2/5", "3 more than 4 is 8", "Half of 10 is 5 and half of 12 is 7.",
    "So 5 is bigger than 9.", "The total of 3 and 4 is 8",
]  # fmt: skip
WRITTEN_RIGHT = [
    "7 × 8 = **56**", r"\(7 \times 8 = 56\)", "6 × 7 = 42 and 6 × 8 = 48", "3/4 = 0.75", "1/3 = 0.33", "2/3 = 0.67",
    "2/3 ≈ 0.7", "10⁶ = 1,000,000", "2⁴ = 16", "√16 = 4", "√2 = 1.41", "√2 ≈ 1.4", "√8 = 2√2", "√2 × √2 = 2",
    "If you multiply 6 by 7, you get 42", "The sum of 3, 4 and 5 is 12", "3 hundred + 4 tens = 340",
    "In binary, 1 + 1 = 10", "5! = 120", "You're right, 2 + 2 = 4!", "3 hundreds + 4 tens = 340",
    "4 tens and 2 ones = 42", "2 tens 5 ones = 25", "5 > 3 > 1", "1/2 is bigger than 1/3", "You got 5 <3",
    "2^100 = 1267650600228229401496703205376", "9^9^9 = 3", "1000! = 5", "10^1000000000 = 5", "On a clock, 10 + 4 = 2",
    "20% is 10 dollars", "The difference between 4 and 9 is 5", "Group 5 is bigger than 7 others",
    "7 is 3 more than 4", "0.5 = 1/2 = 50%", "3 + 4 =\n5 + 6 =\n", "3 × 4 + 2\n= 12 + 2\n= 14", "-3 + 5 = 2",
    "- 3 + 5 = 8", "The square root of 9 + 16 = 5", "1/8 = 0.13", "x < 3", "Is 5 < 3?", "I have 7 × 8? It is 5 pm",
    "8 ÷ 2(2+2) = 1", "1 ten + 2 ones = 12", "12 ones = 1 ten + 2 ones", "For 5 is less than 3 wrong?",
    "3 × 4 eggs, which is 12 eggs", "The sum of 3 and 4 × 2 is 11", "2^3^2 = 512", "100 < 1000",
    "1 million = 1,000,000", "2.5 million = 2,500,000", "Pick a number less than 5",
    "If 1/4 + 1/4 is more than 1/3, colour it", "10⁻² = 0.01", "The average of 2 and 4 is 3",
    "It's 1/2 of the pizza, which is 4 slices.",
    "Let's add: 7 + 5 is 12. Carry the 1 ten. 1 ten + 3 tens + 2 tens = 6 tens. So 37 + 25 = 62.",
    "First 3 × 4 is 12, then 12 + 2 is 14.", "You have 3 apples and get 4 more, that makes 7.",
    "Half of 12 is 6 and half of 6 is 3.", "Think: 5 + 5 = 10, and 10 + 3 = 13, so 5 + 8 = 13.",
    "The number 12 is 3 times 4.", "There are 4 quarters in 1, so 1/4 + 1/4 + 1/4 + 1/4 = 1.",
    "A triangle has 3 sides. 3 is odd.", "Divide 12 by 4 to get 3.",
    "In the number 345, the 3 is worth 300, the 4 is worth 40 and the 5 is 5.", "345 = 300 + 40 + 5",
    "345 is 3 hundreds, 4 tens and 5 ones.", "3 × 4 means 3 groups of 4, which is 12.", "If you double 6 you get 12.",
    "Double 6 is 12. Double 12 is 24.", "10% of 50 is 5, so 20% is 10.", "1/2 is the same as 2/4.",
    "2/4 is equal to 1/2", "The area is 3 cm × 4 cm = 12 cm².", "The perimeter is 2 × (3 + 4) = 14 cm",
    "5 < 7, so 5 comes first.", "7 > 5", "It's 3:30, and half an hour later it is 4 o'clock.", "9 is 3 squared.",
    "100 ÷ 8 = 12.5", "100 ÷ 8 = 12 r 4", "22/7 is about 3.14", "π ≈ 3.14", "22/7 = 3.14", "1 + 1 = 2 🎉",
    "Step 1: 4 × 2 = 8. Step 2: 8 + 1 = 9.", "1) 4 × 2 = 8 2) 8 + 1 = 9", "| 4 × 2 | = 8 |",
    "4 × 2 = 8 (because 4 + 4 = 8)", "x = 3 is right since 2 × 3 + 1 = 7.", "If x = 3, then 2x = 6", "2(3) + 1 = 7",
    "3² + 4² = 5²", "3² + 4² = 25 = 5²", "2³ is 8, not 6", "2 × 2 × 2 = 8, which is 2³",
    "12, 15 and 18 are multiples of 3.", "2, 4 and 6 are even, 1, 3 and 5 are odd.", "7 is prime, but 8 isn't.",
    "9 is not prime because 3 × 3 = 9", "1 is neither prime nor composite.", "1 is not a prime number.",
    "4 is a square number: 2 × 2 = 4", "The factors of 6 are 1, 2, 3 and 6.",
    "The prime factors of 12 are 2, 2 and 3.", "12 = 2 × 2 × 3", "12 = 2² × 3",
    "0.5 is bigger than 0.25, because 0.50 is more than 0.25.", "3/4 is bigger than 2/3",
    "1/4 is smaller than 1/3 even though 4 is bigger than 3.", "-2 is less than 1",
    "On Monday 3 + 4 = 7 birds came, on Tuesday 2 is less than that.", "You need 3 more than 4 is 7 shows",
    "Count on from 7: 8, 9, 10. So 7 + 3 is 10.", "How many tens are in 40? 40 is 4 tens.", "10 tens make 1 hundred.",
    "10 hundreds = 1 thousand", "5 tens is 50", "There are 100 pence in £1, so £3 = 300p.", "£3 + 50p = £3.50",
    "$1.50 × 2 = $3", "50 cents + 50 cents = $1", "2 weeks = 14 days", "30 min + 45 min = 75 min = 1 h 15 min",
    "1 h 15 min = 75 min", "180° − 60° − 60° = 60°", "The mean of 2, 4 and 6 is 4.", "The average is 12 ÷ 3 = 4",
    "the difference between 12 and 7 is 5.", "Take 3 from 10 and you get 7.", "Subtract 3 from 10: 10 − 3 = 7.",
    "10 take away 3 is 7.", "5 is 2 less than 7", "5 is 2 fewer than 7", "24 shared between 6 is 4", "24 ÷ 6 = 4 each",
    "1/3 of 12 is 4", "2/3 of 12 is 8", "50% is 1/2", "75% = 3/4 = 0.75", "0.1 × 10 = 1", "10^3 = 1,000",
    "10³ is 1,000", "6.02 × 10^23 = a big number", "Between 3 and 4 + 1 = 5", "7 × 8 = 7 × 7 + 7 = 49 + 7 = 56",
    "Is 15 a prime number? No, 15 is 3 × 5.", "15 is 3 × 5, so 15 is not prime", "8 is 2 × 2 × 2",
    "Multiply the tens: 20 × 3 = 60. Multiply the ones: 4 × 3 = 12. Add: 60 + 12 = 72.", "20 + 4 times 3 is 32?",
    "A cube has 6 faces, 8 corners and 12 edges: 6 + 8 − 12 = 2.", "Roll a 6: 1/6 is about 17%", "1/6 ≈ 0.17",
    "1/6 = 0.17", "1/7 = 0.142857", "1/3 is 0.333…", "100 is 10²", "100 is 10 × 10", "It is 5 to 6. 6 is less than 7.",
    "Today is 3/4. Tomorrow is 4/4.", "3/4 is March 4 in America.", "The score is 3 - 2 = a win",
    "score was 3–2, which is great", "Team A won 3-1, that is 2 goals more.", "Pages 3-5, which is 3 pages",
    "From 8 - 10 is 2 hours", "I live at 4/5, which is 2 streets away", "He is 10 - 12, which makes 3 kinds.",
    "Grades 3 to 5 is 3 grades", "In 1990-2000, which is 10 years", "5 - 3 is 2", "Use 1/2 cup, that's 4 oz",
    "2 x 4 is a plank; 2 x 4 is 1.5 by 3.5 inches",
]  # fmt: skip
FACTS_WRONG = [
    "15 is a prime number", "7 and 9 are prime numbers", "7 is even", "12 is divisible by 5", "24 is a multiple of 5",
    "5 is a factor of 12", "The factors of 12 are 1, 2, 3, 4, 5 and 12.", "The prime factors of 12 are 2 and 4.",
    "The remainder of 10 ÷ 3 is 2", "10 divided by 3 leaves a remainder of 2", "The LCM of 4 and 6 is 24.",
    "The greatest common factor of 12 and 18 is 3.", "So 13 is not prime.", "8 is a square number",
    "9 is a perfect cube", "**15** is prime", "51 is prime", "1 is a prime number.",
    "The least common multiple (LCM) of 4 and 6 is 24", "The remainder when 10 is divided by 3 is 2",
    "10, 12 and 15 are even.", "Remember that 14 is odd.", "20 is a multiple of both 3 and 5.",
    "Prime numbers such as 2, 3, 5 and 7 are odd",
]  # fmt: skip
FACTS_RIGHT = [
    "17 is a prime number", "2, 3 and 5 are primes", "Is 15 prime?", "15 is not prime", "8 is even",
    "The factors of 12 are 1, 2, 3, 4, 6 and 12.", "6 and 4 are factors of 12", "The remainder of 10 ÷ 3 is 1",
    "12 is divisible by 3 and 4", "The LCM of 4 and 6 is 12.", "Why is 15 not a prime number?",
    "7 is odd because 7 = 3 + 4", "2 is the only even prime number", "9 is a square", "Page 9 is even better",
    "Table 5 is square", "If 15 is prime, then what?", "5 is odd, isn't it?", "The room is 12 square metres",
    "7 is not a factor of 12", "The factors of 12 are 1, 2, 3, …", "You said 9 is prime, but it is not.",
    "Room 7 is even bigger", "numbers like 4 are even", "the answer 6 is even", "Number 5 is odd one out",
    "3 times 5 is odd", "half of 6 is odd", "1/2 is even smaller", "3.5 is even", "2 + 3 is odd",
    "In grade 4 is a prime time", "36 is a square and a triangular number",
]  # fmt: skip

UNITS_WRONG = [
    "**1 km** = 100 m", r"\(1 \text{ km} = 100 \text{ m}\)", "1 km < 100 m",
    "1 hour = 60 minutes and 1 minute = 50 seconds",
    "1 hour equals\n50 minutes", "There are **50** minutes in an hour.", "1 km is 1000 m, and 1 m is 10 cm",
    "5 cm > 3 m",
]  # fmt: skip
UNITS_RIGHT = [
    "**1 km** = 1000 m", r"\(1 \text{ km} = 1000 \text{ m}\)", "1 km = 1000 m and 1 cm = 10 mm", "1 km > 100 m",
    "four-fifths of 30 days is 24 days",
    "0.13333 x 60 = 8", "1 hour = 60 minutes and 1 minute = 60 seconds",
    "There are **60** minutes in an hour.", "- 1 km = 1000 m",
]  # fmt: skip
LONG = [
    "9^9^9 = 3 " * 300, "999999999999999999^99 = 3 " * 300, "100! = 3 " * 800, "√" * 3000 + "4 = 2", "(" * 3000 + "1",
    "√999999999999999999999999999999999999989 = 3 " * 50, "the factors of 9007199254740881 are 1, 3 and 5. " * 150,
    "**1" * 2600, "$1 = " * 1600, r"\frac{" * 1000, "1, " * 2600, "3 and " * 1300, "is 5 " * 1600, "1 tens " * 1100,
]  # fmt: skip


def top(text: str) -> int:
    view = TurnView(Stage.OUTPUT, text)
    return max((found.score for check in (CHECK, UNITS) for found in check(view)), default=0)


@pytest.mark.parametrize("text", [*WRITTEN_WRONG, *FACTS_WRONG, *UNITS_WRONG])
def test_what_is_wrong_is_seen_however_it_is_written(text: str) -> None:
    assert top(text) == 10_000


@pytest.mark.parametrize("text", [*WRITTEN_RIGHT, *FACTS_RIGHT, *UNITS_RIGHT])
def test_what_is_right_rounded_or_not_understood_is_left_alone(text: str) -> None:
    assert top(text) < 5_000


@pytest.mark.parametrize("text", [*WRITTEN_WRONG, *WRITTEN_RIGHT, *UNITS_WRONG, *LONG])
def test_plain_text_keeps_every_place(text: str) -> None:
    assert len(plain(text)) == len(text)


def test_the_place_of_a_claim_is_its_place_in_what_was_written() -> None:
    text = r"Look: \(7 \times 8 = 54\). Then rest."
    (found,) = CHECK(TurnView(Stage.OUTPUT, text))
    assert text[found.spans[0].start : found.spans[0].end] == r"7 \times 8 = 54"


def test_hostile_numbers_end_soon() -> None:
    top("√2 = 1.4 and 7 is prime, 1 km is 1000 m")  # what is loaded once is loaded now
    began = time.process_time()
    for text in LONG:
        top(text[:8_000])
    assert time.process_time() - began < 20, "a text of this size hangs the tutor"


def test_a_text_without_roots_and_primes_loads_no_algebra() -> None:
    said = (
        "import sys; from studybuddy_core.checks.arithmetic import CHECK; "
        "from studybuddy_core.domain.messages import Stage, TurnView; "
        "list(CHECK(TurnView(Stage.OUTPUT, 'So 7 × 8 is 54, and 1/2 > 1/3.'))); print('sympy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
