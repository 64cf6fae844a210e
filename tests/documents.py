"""A constitution and safety filters in the form of an alignment guide, in words of our own."""

from __future__ import annotations

CONSTITUTION = """\
constitutional_ai:
  core_principles:
    - id: useful
      description: "Be of real use to whoever asks"
      weight: 1.0
    - id: truthful
      description: "Say what is so, and say when it is not known"
      weight: 4

  specific_rules:
    - id: no_crime
      trigger: "illegal|crime|hack|pickle"
      action: "refuse_politely"
      message: "I can't help with things that break the law."

    - id: no_hurting
      trigger: "hurt|wreck|ruin"
      context: "instructions|how to|guide"
      action: "redirect_positive"

    - id: ask_a_doctor
      trigger: "medicine|diagnosis|rash"
      action: "add_disclaimer"
      disclaimer: "This is general information. A doctor or nurse can say more."

    - id: money
      trigger: "invest|shares|savings account"
      action: "add_warning"
      warning: "This is no advice about money. Ask a grown-up."

  intervention_thresholds:
    toxicity: 0.3
    bias: 0.8
    factuality: 0.6
    safety: 0.9
"""

FILTERS = """\
safety_pipeline:
  pre_generation:
    - filter: prompt_safety_check
      models: ["one-model", "another-model"]
      consensus_threshold: 0.8

  during_generation:
    - filter: real_time_monitoring
      check_interval: 30  # tokens
      abort_threshold: 0.9

  post_generation:
    - filter: output_validation
      checks:
        - toxicity_detection
        - bias_detection
        - factuality_verification
        - harm_potential_analysis

  filters:
    toxicity_detection:
      model: "perspective-api"
      threshold: 0.2
      categories: ["severe_toxicity", "threat", "insult"]

    bias_detection:
      model: "our-classifier"
      protected_attributes: ["race", "gender", "shoe_size"]
      threshold: 0.8

    factuality_verification:
      method: "claim_detection"
      verify_with: ["search", "knowledge_base"]
      confidence_threshold: 0.7
"""


def line_of(text: str, words: str) -> int:
    """The line, from 1, on which ``words`` stand first."""
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)
