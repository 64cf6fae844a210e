"""The words by which a child's turn hands work over, tries, asks to understand, or asks for more of the same.

Python's own patterns, since they look around; each is searched over at most 2,000 characters.
"""

from __future__ import annotations

import re


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_LEAD = (r"^\W*(?:(?:ok(?:ay)?|so|no+|and|now|then|next|also|just|please|pls|plz|ugh+|omg|hey|yo|bro|"
         r"(?:can|could|cud|would|will|can't|cant) (?:you|u|ya)|(?:i )?(?:need|want) (?:you|u) to|(?:you|u)(?: just)?|"
         r"(?:ur|your|you're|youre) (?:meant|supposed) to|go|all|maybe)\b\W*){0,5}")  # fmt: skip
_MAKE = (r"(?:do|write|make|finish|complete|solve|answer|fill (?:in|out|it|this|that|the)|translate|summari[sz]e|"
         r"rewrite|type|draw|"
         r"list|underline|circle|match|sort|label|unscramble|put|continue|correct|calculate|work (?:out|it)|create|"
         r"generate|compose|reword|rephrase|paraphrase|prepare|build|spoon ?feed|cheat|copy|convert|simplify|"
         r"rearrange|figure out|"
         r"come up with)")  # fmt: skip
_WORK = (r"(?:essays?|reports?|stor(?:y|ies)|poems?|paragraphs?|summar(?:y|ies)|speech(?:es)?|letters?|sentences?|"
         r"presentations?|power ?points?|slides?|slideshow|posters?|projects?|homework|hw|worksheets?|sheets?|pages?|"
         r"chapters?|verses?|acrostics?|haikus?|limericks?|logs?|facts|endings?|introductions?|intros?|conclusions?|"
         r"titles?|diar(?:y|ies)|reviews?|captions?|"
         r"questions?|sums?|problems?|exercises?|maths?|spellings?|blanks?|assignments?|quiz|tests?|experiment|"
         r"method)")
_ITEM = r"(?:(?:number|num|no\.?|nr|question|qu?|#|ex|exercise|page|part|problem|letter)s?\W*)"
_POLITE = r"(?:\W*(?:please|pls|plz|now|then|too|for me|quick|fast|next|as well)\b)*\W*$"

PLEASANTRY = re.compile(
    r"\W*(?:(?:hi+|hey+|hello+|hiya|thanks?(?: you)?|thx|ty|ok(?:ay)?|k+|yes|yep|yeah|no|nope|bye+|cool|nice|"
    r"good|great|lol|haha+|sorry|please|pls|wow|done|sure|(?:good )?(?:morning|"
    r"afternoon))\W*){1,4}", re.I)  # fmt: skip
DEMANDS = _any_of(
    rf"{_LEAD}{_MAKE}(?: me| us)? (?:it|this|that|them|these|those|all|everything|the|my|our|each|every|both)\b"
    rf"(?!.*\b(?:with me|together|myself)\b)",
    rf"{_LEAD}{_MAKE}(?: me| us)?(?: an?| some| another| one)?(?: \w+){{0,3}}? {_WORK}\b(?!.*\b(?:to practi[sc]e|"
    rf"i can try)\b)",
    rf"{_LEAD}{_MAKE} (?:numbers? |questions? |q|pages? |no\.? ?|part )?\d+(?: ?(?:to|and|-|,) ?\d+)*{_POLITE}",
    rf"{_LEAD}(?:what'?s|what is|wats?|whats|give me|tell me|say)\W+{_ITEM}?\d+(?: ?[a-h])?(?: and \d+)?{_POLITE}",
    rf"{_LEAD}(?:give|tell|say|show|send|get)(?: me| us)? (?:it|them|this|that|the letters?|the numbers?|the words?|"
    rf"(?:the )?rest|all(?: of)?(?: (?:it|them|these))?|{_ITEM}?\d+(?:,? (?:and )?\d+)*){_POLITE}",
    rf"\b(?:so|just|and|then|now|pls|please) {_MAKE} (?:it|this|that|them|these|all|everything|the \w+)\b",
    r"(?<!i )\bjust (?:list|write|say|tell|give|send|put|type|spell)(?: me| us)? (?:it|them|the|all|what)\b",
    rf"\b{_MAKE} the (?:rest|others?|remaining|last ones?|next ones?|whole)\b(?!.*\bwith me\b)",
    rf"\b(?:{_MAKE}|spell)\b[^.?!]{{0,60}}\b(?:for|4) (?:me|us)\b",
    rf"\bi (?:just )?(?:need|want) (?:an?|the|my|some|this|these) (?:\w+ ){{0,2}}{_WORK} (?:about|on|of|done|"
    rf"finished|written|by)\b",
    r"\b(?:what(?:'s| are|s)|wats|give|gimme|need|want|got)(?: me| us)? (?:all )?(?:the )?(?:\w+ )?(?:answers?|"
    r"solutions?)\b",
    r"\bwhy (?:won'?t|can'?t|don'?t) (?:you|u)(?: just)? (?:do|write|finish|solve|say|help)\b",
    r"\b(?:don'?t|stop|no need to|quit|without) (?:explain(?:ing)?|ask(?:ing)?|teach(?:ing)?)\b",
    rf"{_LEAD}(?:tell me+|answers?|solve|do it|solution|answer(?: it)?){_POLITE}",
    r"\b(?:just|only) the (?:numbers?|letters?|words?|results?|sentences?)\b",
    r"\b(?:i'?ll|i will|i can|i'?m gonna|lemme|so i can|i just) (?:copy|paste|hand (?:it|this) in|turn (?:it|"
    r"this) in)\b",
    rf"\bi (?:just )?(?:need|want)\b(?!.*\b(?:help|ideas?|hints?|to)\b).*\bfor my {_WORK}\b",
    r"^\W*(?:(?!i\b|my\b|is\b|are\b|check\b)[\w'-]+ ){0,5}answers\W*$",
    r"\bin (?:\d+|one|two|three|four|five|a few) (?:sentences?|words|paragraphs?|lines)\b.*\bfor my\b",
    r"\bfor me\W*$|\b(?:ready )?to (?:hand|turn) in\W*$",
    r"(?<!did )(?<!do )(?<!how )(?<!when )(?<!as )\b(?:you|u) (?:just )?(?:do|did|solve|finish|answer|write|tell me|"
    r"work (?:it|this) out) ?"
    r"(?:it|this|that|them|these|the \w+|everything|all)?\b(?!.*\b(?:with me|mean)\b)(?!\W+(?:in|at|like|when|first|"
    r"first)\b)",
    r"\b(?:do|work|solve|write|figure) (?:it|this|them)(?: out)? yourself\b",
    r"(?:\b(?:and|so|just|now|pls|please|tmrw|tomorrow|today)\W+|[,.!-]\s*)(?:write|do|say|solve|finish|answer|"
    r"spell) (?:it|this|that|them)\W*$",
    r"^\W*(?:ok |so |and |now )?(?:the |all |all the )?answers? (?:to|for|of)\b|^\W*(?:a )?summary of\b",
    r"^\W*(?:i (?:just )?(?:need|want) )?(?:a |one )?\d+[- ]?(?:words?|paragraphs?|sentences?|pages?|lines?|"
    r"facts)\b.* (?:about|on|of)\b",
    r"\bwhat (?:number|word|letter|answer) (?:it|that|this) is\b|\bwhat (?:goes|belongs) (?:in|on|here|there)\b",
    r"^\W*(?:whats|what'?s|what is|wats) .{1,30}\b(?:quick(?:ly)?|fast|asap|now|pls|please)\W*$",
    r"\b(?:can|could|cud|will) (?:this|it|they|these|that) be (?:done|written|finished|solved|answered)\b",
    r"\b(?:can|could|cud|will) (?:you|u)(?: just| pls| please)? (?:knock|get|bang|smash|bash|rattle)\b.*\b(?:out|"
    r"done|off|through)\b",
    r"\bi (?:(?:don'?t|do not) (?:want to|wanna|feel like)|won'?t|can'?t be bothered to|'?a?m not (?:going to|"
    r"gonna)) ?"
    r"(?:try|trying|work(?:ing)? (?:it|this|them) out|work(?:ing)? out|think(?:ing)?|solv(?:e|ing))\b(?! (?:about|it|"
    r"that|so|he|she|they|i)\b)",
)  # fmt: skip
ASKS_FOR_PRACTICE = _any_of(
    rf"{_LEAD}(?:give|make|show|get|set)(?: me| us)? (?:an?|some|another|one|more)?(?: \w+){{0,2}} ?(?:practi[sc]e|"
    rf"examples?|hints?|"
    r"clues?|quiz|riddles?|jokes?|puzzles?|harder|easier|tricky|facts?|test)\b",
    r"\b(?:quiz|test|help|teach) (?:me|us)\b|\b(?:jk|just kidding|i can do it|by myself|on my own|with me)\b",
)  # fmt: skip
ASKS_HOW = _any_of(
    rf"{_LEAD}(?:explain|help (?:me|us)|teach me|show (?:me|us) how|how (?:do|can|to|should|would) (?:i|you|we|"
    rf"u))\b(?!.*\banswers?\b)",
    r"\b(?:don'?t|do not|not|without) (?:want |need |just |you )*(?:tell(?:ing)? |giv(?:e|ing) |say(?:ing)? |show )?"
    r"(?:me |us )?(?:the |any |an )?answers?\b(?!.*\b(?:care|just give|just tell)\b)",
    r"\b(?:tell|show) (?:me|us) (?:if|whether|how|why|about|when|where|an?|some|more|what to do|what i (?:do|need)|"
    r"what .{1,30} means?)\b",
)
FIRM = _any_of(
    r"\bi (?:think|thought|tried|try|got|get|made|wrote|guess|reckon|believe|counted|drew|multiplied|divided|"
    r"subtracted|added|spelled|spelt|have (?:done|tried|written|got)|times(?:ed)?)\b(?! (?:to|you|u|bored|"
    r"it'?s boring|that'?s all)\b)",
    r"\bmy (?:\w+ ){0,2}?(?:answer|idea|try|guess|sum|sentence|working|plan|story|essay|poem|paragraph|first|"
    r"favou?rite|total)"
    r"(?: \w+){0,2}? (?:is|are|was|says?|starts?|goes)\b",
    r"\b(?:here is|here's|heres) (?:my|what i)\b|\b(?:check|read|mark|look at) (?:my|this|mine|it|number)\b|"
    r"\bcheck (?:it|if)\b",
    r"\bam i (?:right|close|wrong)\b|\bis (?:it|this|that|mine)(?: all)? (?:right|correct|ok|good)\b",
    r"\b(?:is|was|would|could|should|might) (?:it|that|this|they)(?: be)?\W+(?:an? |the )?[\w'-]+(?: \w+){0,2}\W*$",
    rf"^\W*(?:and |so )?{_ITEM}\d+ (?:is|=|was|i (?:got|put|think|have|said))\W*-?\d[\d.,]*(?! ?[-+*x×÷/] ?\d)",
    r"^\W*(?:so|then|ok so|oh so)\b(?=.*\d)(?!.*\b(?:give|tell|do|write|answer|whats?|just)\b)",
)  # fmt: skip
LOOSE = _any_of(
    r"\bi (?:did|know|would|used?|worked|already|finished|forgot|count|add|divide|multiply|subtract|carr(?:y|ied)|put|"
    r"said|chose|picked|started|have a go)\b",
    r"\b(?:i've|ive|because|cuz|bcos|cos|maybe it'?s|let me try|ill try|i'll try)\b",
)  # fmt: skip
A_NUMBER = re.compile(
    r"\W*(?:(?:is it|its|it's|so|um+|uh+|then|equals?|it is|maybe|now|that's|thats)\W*)?"
    r"\d[\d,. /]*(?:\s*[a-z%°]+){0,3}\W*", re.I)  # fmt: skip
HOW_MUCH_OF_IT = re.compile(
    r"\b(?:\d+|one|two|three|half a)[- ]?(?:words?|pages?|slides?|verses?|sentences?|lines?|paragraphs?|questions?|"
    r"chapters?|"
    r"facts|bullet points?|more|(?:times tables? )?answers)\b", re.I)  # fmt: skip
CONVERSION = re.compile(r"\W*\d[\d.,]* ?[a-z]{1,10} (?:to|into|in) [a-z]{1,10}\W*", re.I)
OF_WRITING = re.compile(
    r"\b(?:write|type|essay|report|story|poem|paragraph|summar\w+|sentences?|log|poster|presentation|power ?point|"
    r"slides|"
    r"letter|speech|diary|project|review|whole thing|acrostic|draw|facts)\b", re.I)  # fmt: skip
ONESELF = re.compile(r"\b(?:i|i'?m|my|me|mine|we|our|us|ive|ill)\b", re.I)
NUMBER_OF_THINGS = re.compile(r"\d\W*[a-z]{2}", re.I)
OF_A_TEXT = re.compile(
    r"\b(?:the|this) (?:author|passage|text|extract|paragraph|poet|narrator|main character|main idea|"
    r"writer)\b", re.I)  # fmt: skip
PASTED_QUESTION = re.compile(r"\s*[A-Z](?:\S*\s+){4,60}\S*\?\s*")
STORY_ASKS = re.compile(r"(?=.*\d)(?:\S+\s+){7,}\S*\?")
DIVISION = re.compile(r"\W*(\d{1,6})\s*/\s*(\d{1,6})\W*")
UNDERSTANDING = _any_of(
    r"\bwhy\b|\bhow (?:do|does|can|would|could|should|come|is|are|did|to)\b|\bwhat (?:does|do) .{1,40} mean\b",
    r"\b(?:hints?|clue|explain|understand|example|what do you mean|show me how|teach me|next step|where do i|stuck|"
    r"confused|don'?t get|help me (?:understand|start|see|with)|another word for|synonyms?|difference between|"
    r"do i (?:add|subtract|times|divide|multiply|carry|need|start|have))\b",
)  # fmt: skip
_ARITHMETIC = r"\d\s*(?:[-+*x×÷/^−–]|plus|times|minus|divided by|percent of|% of)\s*\(?\d"
EXERCISE = _any_of(
    _ARITHMETIC,
    r"\d.*\b(?:how (?:many|much|long|far|old|tall|fast)|what is|what was|find|work out)\b",
    r"\b(?:solve|simplify|expand|round|calculate|work out|find|convert|evaluate)\b.{0,20}\d",
    r"\b(?:multiply|divide|times|share|add|subtract|take)\W+\d[\d.,]* (?:by|and|from|to|with|between)\W+\d",
    r"^\W*(?:find|circle|underline|name|identify|choose|pick|spot|tick|copy|highlight) (?:the|each|all|every) (?:\w+ )?"
    r"(?:verbs?|nouns?|adjectives?|adverbs?|pronouns?|subject|object|prefix|suffix|vowels?|mistakes?|odd one|"
    r"fraction)\b",
    r"_{2,}|\.{4,}|(?:^|\s)a[).] .{1,80}\sb[).] |(?:^|\s)\(a\) .{1,80}\s\(b\) ",
    r"^\W*(?:q(?:uestion)?\s*)?\d{1,2}\s*[.):] ?\s*[a-z]",
    r"^\W*(?:the )?(?:capital|plural|past tense|opposite|antonym|square root|half|double|symbol|area|perimeter|"
    r"factors|"
    r"multiples) (?:of|for) \w+(?: \w+)?\W*$",
)  # fmt: skip
ITEM_AND_SUM = re.compile(rf"^\W*(?:and |next |then )?(?:{_ITEM}\d+|next(?: one)?)\s*(?:is|says|=|"
rf":)\s*(?=.*{_ARITHMETIC})", re.I)
NUMBERED = re.compile(rf"^\W*(?:(?:and|n|now|then|next|ok|what about|whats|what's|what is)\W+)?{_ITEM}?(\d{{1,3}}|"
rf"[a-h])\b", re.I)
ITEM_WITHIN = re.compile(r"\b(?:number|num|question|exercise|page|part|problem)s?\W*(\d{1,3}|[a-h])\b", re.I)
ONLY_AN_ITEM = re.compile(
    rf"^\W*(?:(?:and|n|now|then|next|ok|what about|how about)\W+)?{_ITEM}?(?:\d{{1,3}}|[a-h])(?: (?:and|to|"
    rf"-) \d+)?{_POLITE}", re.I
)
MORE = _any_of(
    r"^\W*(?:and|now|then|next|also|another|more|longer|shorter|better|again|same|the (?:next|last|other|rest)|all|"
    r"last|"
    r"keep|continue|go on|only|just|make it|make them|add|put|it (?:has|needs) to|it should|in full|"
    r"use|with|n|plus|don'?t|no (?:longer|shorter|more|not)|first|second|third|fourth|fifth|final)\b",
    r"\bi(?:'?m| am) (?:not (?:doing|going|writing|thinking|gonna|reading)|done|tired of)\b",
    r"\bi (?:don'?t|won'?t|can'?t) (?:want|do|be bothered|care|wanna|feel like)\b",
    rf"{_LEAD}{_MAKE}\b",
    rf"^\W*(?:its?'?s? |it is )?{_ITEM}\d+",
    r"\b(?:come on+|hurry|quick(?:ly)?|fast(?:er)?|asap|don'?t care|just do|tell me|say it|done yet|finished yet|"
    r"are you done|"
    r"stop (?:asking|it)|too lazy|whatever|as well|too|all of (?:it|them)|the words are|i'?ll paste|keep going|"
    r"answers?|"
    r"don'?t want to|boring|waste of time|hate this|last one|next one|the rest)\b",
    r"^\W*(?:pl+e*a*s+e*|pl+s+|pl+z+|ugh+|o+mg|\?+|!+|argh+)\W*$",
)  # fmt: skip
QUESTION = _any_of(
    r"\?\W*$",
    r"^\W*(?:and |so |ok )?(?:what|whats|wats|who|whos|when|where|which|whose|how (?:many|much|long|far|old|big|tall|"
    r"fast|"
    r"heavy|hot|cold)|is|are|do|does|did|can|could|name|which)\b",
)  # fmt: skip
