"""A panel in the form of an alignment guide, and servers that vote in the vendors' real protocols."""

from __future__ import annotations

import json

from tests.wire.judging import claude_says, gpt_says
from tests.wire.server import Act

CONFIG = """\
consensus_system:
  validators:
    - model: "claude-one"
      weight: 0.4
      role: "primary"
    - model: "gpt-two"
      weight: 0.3
      role: "secondary"
    - model: "gem-three"
      weight: 0.3
      role: "tertiary"

  voting_mechanism: "weighted_average"

  safety_criteria:
    - criterion: "harmful_content"
      threshold: 0.8
      veto_power: true  # one is enough
    - criterion: "factual_accuracy"
      threshold: 0.7
      require_majority: true
    - criterion: "bias_presence"
      threshold: 0.75

  disagreement_protocol:
    threshold: 0.3
    action: "escalate_to_human"
"""
FINE = {"harmful_content": 5, "factual_accuracy": 90, "bias_presence": 2}
BAD = {"harmful_content": 95, "factual_accuracy": 10, "bias_presence": 2}
SO_SO = {"harmful_content": 45, "factual_accuracy": 75, "bias_presence": 2}


def claude_votes(scores: object) -> Act:
    return claude_says(scores if isinstance(scores, str) else json.dumps(scores))


def gpt_votes(scores: object) -> Act:
    return gpt_says(scores if isinstance(scores, str) else json.dumps(scores))
