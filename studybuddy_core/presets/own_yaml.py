"""The documents that come with the package, as data: lexicons, word lists, passages, procedures.

What people write is read with its lines instead (``nodes``), so that a mistake can be shown where it stands.
"""

from __future__ import annotations

from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where PyYAML was built with libyaml


def own_yaml(text: str) -> Any:
    """Return what a document of our own says."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 — safe loaders, both
