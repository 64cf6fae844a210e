"""Every table, in one place: importing this module fills ``metadata``."""

from db.tables import evidence, knowledge, minutes, oversight, panels, people, policies, preferences, talks, tuning
from db.tables.base import metadata

__all__ = ["evidence", "knowledge", "metadata", "minutes", "oversight", "panels", "people", "policies", "preferences",
           "talks", "tuning"]  # fmt: skip
