"""For whom a repository works: no repository of a school's rows can be made without saying so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows may be seen: one school, perhaps only some classes, perhaps only one person's own.

    ``classes`` None means every class of the school. ``own`` names the learner whose rows alone are seen.
    ``actor`` is who asks, for the record.
    """

    school: str
    actor: str
    classes: frozenset[str] | None = None
    own: str = ""

    def sees_class(self, class_id: str | None) -> bool:
        """Whether rows of this class are in view."""
        return self.classes is None or class_id in self.classes
