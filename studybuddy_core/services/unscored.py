"""Labels the policy in force needs that no installed check scores: then every such text would be withheld.

That happens when a school keeps an old policy or procedure over an upgrade. Withholding is right, but
somebody must hear why: an alert of the kind ``system`` goes to the outbox, once.
"""

from __future__ import annotations

import logging

from db.alerts import Alerts
from db.engine import Database
from db.scope import Scope
from studybuddy_core.checks.registry import checks_of
from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.labels import label_spec
from studybuddy_core.domain.messages import AgeBand, Extent, Stage
from studybuddy_core.domain.ports import Clock
from studybuddy_core.services.in_force import Active

logger = logging.getLogger(__name__)


def unscored(active: Active, clock: Clock) -> tuple[str, ...]:
    """Return what is needed and never scored, as "label at stage"; a check that is not installed counts as none."""
    try:
        specs = [check.spec for check in checks_of(active.procedure)]
    except ConfigError as missing:
        return (str(missing),)
    gaps: set[str] = set()
    for band in AgeBand:
        effective = active.effective(band, clock.now())
        for stage in Stage:
            for extent in Extent:
                scored = {label for spec in specs if spec.runs_on(stage, extent) for label in spec.labels}
                gaps |= {f"{label_spec(x).title} at {stage}" for x in effective.required(stage, extent) - scored}
    return tuple(sorted(gaps))


def warn_of_gaps(database: Database, school: str, gaps: tuple[str, ...], *, clock: Clock, ids: Ids) -> None:
    """Put one alert into the outbox that names the gaps and the mend; the same one is not added twice."""
    if not gaps:
        return
    text = f"No check scores {', '.join(gaps)}. Messages are held back until the policy is published again."
    logger.error("school %s: %s", school, text)
    with database.read() as session:
        if any(alert.text == text for alert in Alerts(session, Scope(school, "system")).waiting()):
            return
    database.write(
        lambda session: Alerts(session, Scope(school, "system")).add(
            id=ids("alr"), kind="system", text=text, at=clock.now()
        )
    )
