"""LLM Guard's input scanners that need no weights from a hub, as they come: rows on stdin, answers on stdout."""

import json
import logging
import sys
import time

from llm_guard.input_scanners import BanSubstrings, InvisibleText, Regex, Secrets
from llm_guard.input_scanners.ban_substrings import PROMPT_STOP_SUBSTRINGS
from llm_guard.util import configure_logger

configure_logger("CRITICAL")
logging.disable(logging.CRITICAL)

PHRASES = json.loads(sys.argv[1])
SCANNERS = {
    "LLM Guard BanSubstrings (its own list)": BanSubstrings(substrings=PROMPT_STOP_SUBSTRINGS, case_sensitive=False),
    "LLM Guard Regex (a dozen known phrases)": Regex(patterns=[f"(?i){p}" for p in PHRASES], redact=False),
    "LLM Guard InvisibleText": InvisibleText(),
    "LLM Guard Secrets": Secrets(),
}

for line in sys.stdin:
    row = json.loads(line)
    for name, scanner in SCANNERS.items():
        began = time.perf_counter()
        _, valid, _ = scanner.scan(row["text"])
        ms = (time.perf_counter() - began) * 1000
        print(json.dumps({"id": row["id"], "scanner": name, "flagged": not valid, "spans": [], "ms": ms}))
