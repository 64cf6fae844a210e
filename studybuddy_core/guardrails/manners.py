"""What a language model is told of the class and the child's profile: the words of the catalogue, no word of a pupil.

A teacher's own title of a context is said once, as what the class is working on. Of a profile only how to speak is
told, never that a child is this or that.
"""

from __future__ import annotations

from studybuddy_core.domain.profiles import Around, Expertise, Profile
from studybuddy_core.presets.contexts import catalogue


def manner(profile: Profile) -> str:
    """How to speak, in words for the tutor; "" where nothing is set."""
    known = catalogue()
    depth = known.expertise.get(profile.expertise, "")
    domain = known.domains.get(profile.domain, "")
    return " ".join(part for part in (depth, domain and f"Where an example helps, take it from: {domain}.") if part)


def around_text(around: Around) -> str:
    """What the system prompt says of what the teacher has set; "" where nothing is."""
    lines = [f"What the class is working on now: {'; '.join(around.names)}."] if around.names else []
    lines += [*dict.fromkeys(told for told in around.told if told), manner(around.profile)]
    if around.names:
        lines.append("What never changes: a child's safety, sexual content and personal details stay out of bounds.")
    return "\n".join(line for line in lines if line)


def around_named(around: Around) -> str:
    """The same in a few words, for the record of layer 2."""
    said = [f"class: {name}" for name in around.names]
    profile = around.profile
    if profile.expertise is not Expertise.USUAL:
        said.append(f"depth: {profile.expertise}")
    if profile.domain:
        said.append(f"examples: {profile.domain}")
    if profile.band:
        said.append(f"words for: {profile.band}")
    return ", ".join(said)
