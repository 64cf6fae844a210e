"""NeMo Guardrails' input rails that need no model: its regex rail, and its YARA rules for code in a text."""

import asyncio
import json
import sys
import time

from nemoguardrails import LLMRails, RailsConfig
from nemoguardrails.library.injection_detection import actions as injection

PHRASES = json.loads(sys.argv[1])
REGEX = f"""
models: []
rails:
  config:
    regex_detection:
      input:
        case_insensitive: true
        patterns: {json.dumps(PHRASES)}
  input:
    flows: [regex check input]
"""
YARA = """
models: []
rails:
  config:
    injection_detection:
      injections: [code, sqli, template, xss]
      action: reject
"""


def stopped(rails: LLMRails, text: str) -> bool:
    """Whether the rail answers in place of the model."""
    answer = rails.generate(messages=[{"role": "user", "content": text}], options={"rails": ["input"]})
    return answer.response[-1]["content"] != text


def main() -> None:
    regex = LLMRails(RailsConfig.from_content(yaml_content=REGEX))
    yara = RailsConfig.from_content(yaml_content=YARA)
    for line in sys.stdin:
        row = json.loads(line)
        began = time.perf_counter()
        flagged = stopped(regex, row["text"])
        _say(row, "NeMo regex rail (the same phrases)", flagged, began)
        began = time.perf_counter()
        found = asyncio.run(injection.injection_detection(row["text"], yara))
        _say(row, "NeMo injection rail (its YARA rules)", bool(found.is_blocked), began)


def _say(row: dict, name: str, flagged: bool, began: float) -> None:
    ms = (time.perf_counter() - began) * 1000
    print(json.dumps({"id": row["id"], "scanner": name, "flagged": flagged, "spans": [], "ms": ms}))


if __name__ == "__main__":
    main()
