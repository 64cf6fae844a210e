"""Greetings, thanks, and plain answers about what this tool is: never a person, never a friend."""

from __future__ import annotations

import re

from studybuddy_core.providers.builtin.moment import Moment

_ONLY = r"^(?:{})[\s!.?]*(?:there|tutor|studybuddy|study buddy|buddy|sir|miss|everyone|again)?[\s!.?]*$"
_GREETING = re.compile(_ONLY.format(r"(?:hi+|hello+|hey+|hiya|heya|good (?:morning|afternoon|evening)|howdy|yo)"))
_THANKS = re.compile(r"^(?:ok(?:ay)? )?(?:thanks?|thank you|thx|ty|ta|cheers)\b.{0,40}$")
_GOODBYE = re.compile(
    _ONLY.format(
        r"(?:ok(?:ay)? )?(?:good ?bye|bye+|bye bye|see (?:you|ya)(?: later| tomorrow)?|cya|good ?night|"
        r"i'?m (?:done|finished)|i have to go|gtg)"
    )
)
_HOW_ARE_YOU = re.compile(
    r"\b(?:how are (?:you|u)|how r u|how's it going|are you (?:ok|happy|sad|tired)|do you have feelings)\b"
)
_WHO = re.compile(
    r"\b(?:(?:are|r) (?:you|u) (?:a |an )?(?:real|human|person|robot|bot|ai|alive|boy|girl|computer)|"
    r"who (?:are|r|made) (?:you|u)|what (?:are|r) (?:you|u)|(?:what's|whats|what is) (?:your|ur) name|"
    r"how old (?:are|r) (?:you|u))\b"
)
_FRIEND = re.compile(
    r"\b(?:(?:are|be|will) (?:you|u) (?:be )?my (?:best )?friend|do (?:you|u) (?:like|love) me|be my (?:best )?friend|"
    r"i (?:love|like) (?:you|u))\b"
)
_BORED = re.compile(
    r"\b(?:i'?m (?:so )?bored|this is (?:so )?boring|too hard for me|i can'?t do (?:this|it|maths?)|"
    r"i (?:hate|dont like|don't like) (?:maths?|reading|writing|homework|spelling|science|school))\b"
)
_HATES_SCHOOL = re.compile(
    r"\bi (?:really |so )?(?:hate|dont like|don't like|dont want to go to|don't want to go to) (?:my )?(?:school|class|teacher)\b"  # noqa: E501
)
_TROUBLE = re.compile(
    r"\b(?:bad|poor|low|rubbish|terrible) (?:mark|grade|score|report)\b|\bi (?:failed|flunked)\b|"
    r"\b(?:got|get|be|am|im|i'm) in(?:to)? trouble\b"
)
_OWN_LIKES = re.compile(
    r"\b(?:do (?:you|u) (?:even |ever |really )?(?:like|love|play|watch|prefer|eat|sleep|dream|hate|enjoy|get (?:bored|tired)|"  # noqa: E501
    r"have (?:an? |any )?(?:fav\w*|friends?|family|mum|mom|dad|pets?|brothers?|sisters?|birthday|home|body))|"
    r"(?:what(?:'s|s| is| are)?|wh?ats|who(?:'s|s| is)|which is) (?:your|ur|yr) (?:fav\w*|best|hobb\w+|age|birthday))\b"
)
_DOUBTS = re.compile(
    r"\bi(?:'?m| am)? (?:just |so |really |too |always )*(?:stupid|dumb|thick|rubbish|useless|not (?:clever|smart)|bad|no good|"  # noqa: E501
    r"suck)\b(?: (?:at|in|with)\b)?"
)
_WORRIES = re.compile(
    r"\bi(?:'?m| am| feel| get)? (?:\w+ ){0,2}(?:scared|nervous|worried|anxious|afraid|frightened|stressed)\b.*"
    r"\b(?:tests?|exams?|quiz|sats|homework|maths?|reading|spellings?|school)\b"
)
_JOKE = re.compile(r"\b(?:tell|say|know|give|got|have)\b.*\b(?:jokes?|riddles?)\b")
_WHAT_CAN = re.compile(
    r"\b(?:what (?:can|do) (?:you|u) do|how (?:does|do) (?:this|you|u) work|can (?:you|u) help(?: me)?\??$|"
    r"^help(?: me)?$|help me with (?:my )?homework$)"
)


def small_talk(moment: Moment) -> str | None:
    """Answer a greeting, thanks or goodbye in a sentence or two; None when the child asks something else."""
    words = moment.words
    if _GREETING.match(words):
        return "Hello. What are you learning about today?"
    if _THANKS.match(words):
        return "You're welcome. Type the next question when you are ready."
    if _GOODBYE.match(words):
        return "Goodbye. Your work is saved."
    return None


def _kind_words(words: str) -> str | None:
    """Words for a worry about school, a bad mark or a bad day there; None for none of these."""
    if _WORRIES.search(words):
        return (
            "It is normal to feel like that. Tell a grown-up about it, and practise a small piece now. "
            "What is it about?"
        )
    if _TROUBLE.search(words):
        return (
            "That happens to many children. Tell a grown-up at home or your teacher about it soon. "
            "It gets easier when it is said. Which part of it was hard? It can be practised here."
        )
    if _HATES_SCHOOL.search(words):
        return (
            "Some days at school are hard. Is it the work, or something else? For the work there is help here. "
            "For all the rest, talk to a grown-up you trust."
        )
    return None


def about_this_tool(moment: Moment) -> str | None:
    """Say plainly what this tool is when a child asks, and point to people."""
    words = moment.words
    if _FRIEND.search(words):
        return "This is a study tool, so it can't be a friend. People can. What are you learning about today?"
    if _HOW_ARE_YOU.search(words):
        return "This is a computer program, so it has no feelings. What are you learning about today?"
    if _OWN_LIKES.search(words):
        return "This is a computer program, so it has no likes of its own. What are you learning about today?"
    if _WHO.search(words):
        return (
            "This is StudyBuddy, a computer program for schoolwork. It is not a person. A teacher can read this chat."
        )
    if (kind := _kind_words(words)) is not None:
        return kind
    if _JOKE.search(words):
        return "This is a study tool, so it has no jokes. Try one on your friends. What are you learning about today?"
    if _DOUBTS.search(words):
        return (
            "Finding something hard does not mean you can't learn it. "
            "Pick the smallest piece of it. What is the first question?"
        )
    if _BORED.search(words):
        return "Schoolwork can be hard to begin. Pick the smallest piece of it. What is the first question?"
    if _WHAT_CAN.search(words):
        if moment.young:
            return "Ask about sums, spelling or how things work. You get hints first. What is your question?"
        return (
            "Ask about maths, spelling, writing, science, history or geography. "
            "You get hints before answers, and facts with their source. What is your question?"
        )
    return None


_WHICH = re.compile(
    r"\b(?:answers?|tell me|just tell|give up|no hints?|in words|first digit|my (?:teacher|mum|mom|dad)\b.*\b(?:ok|okay|says?|"  # noqa: E501
    r"allow\w*|said)|(?:do|solve|finish|answer) (?:them|these|it all|all of)|do my (?:home|maths )?\w*work|i'?m stuck|i (?:need|want) help|i (?:dont|don't|do not) (?:get|understand) (?:it|this))\b"  # noqa: E501
)
_SEVERAL = re.compile(r"(?:answers?|all|these|them|sums?)\b.*(?:\d+ ?[-+x×*÷/] ?\d+\b.*){2}")
_SHORT = 12


def which_exercise(moment: Moment) -> str | None:
    """Ask for the exercise where a child presses for an answer to none; None when the child asks something else."""
    counted = re.sub(r"\b\d+ (?=\w*(?:sums?|questions?|exercises?|problems?|pages?)\b)", "", moment.words)
    if moment.lesson.task is None and _SEVERAL.search(moment.words):
        return "Take them one at a time. Which one comes first? Type just that one."
    short = len(moment.words.split()) <= _SHORT and not re.search(r"\d", counted)
    about = re.search(r"\b(?:about|why|how|who|when|where|which|story|joke|fact|answer to)\b", moment.words)
    if short and not about and moment.lesson.task is None and _WHICH.search(moment.words):
        return "Which exercise is it? Type the whole question."
    return None


def not_known(moment: Moment) -> str:
    """Say honestly that this is not known here, and who to ask."""
    if moment.young:
        return "That is not in this tutor's library. Ask your teacher, or ask in other words."
    return (
        "That is not in this tutor's library, so it would only be a guess. "
        "Ask your teacher, look in a book, or ask in other words."
    )
