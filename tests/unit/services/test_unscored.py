"""An upgrade that leaves a policy without its checks is said aloud, once, and not only felt."""

from pathlib import Path

from db.alerts import Alerts
from db.policies import Document, Policies
from db.scope import Scope
from studybuddy_core.guardrails.procedures import default_procedure
from studybuddy_core.services.bootstrap import ensure_policies
from studybuddy_core.services.in_force import procedure_document
from studybuddy_core.services.unscored import unscored
from tests.houses import house


def test_what_comes_with_the_product_has_no_gap(database_url: str, tmp_path: Path) -> None:
    with house(database_url, tmp_path, started=False) as app:
        assert unscored(app.in_force.at("sch_a"), app.clock) == ()


def test_a_procedure_without_a_needed_check_calls_an_adult_once(database_url: str, tmp_path: Path) -> None:
    with house(database_url, tmp_path, started=False) as app:
        active = app.in_force.at("sch_a")
        fewer = default_procedure(tuple(name for name in active.procedure.checks if name != "tone"))
        scope, at = Scope("sch_a", "acc_heada"), app.clock.now()

        def work(session: object) -> None:
            stored = Policies(session, scope)
            stored.keep_procedure(Document(fewer.id, fewer.name, procedure_document(fewer), "test", at))
            stored.activate(
                id="act_x", policy_id=active.policy.id, procedure_id=fewer.id, why="test", at=at, audit=app.audit
            )

        app.database.write(work)
        app.in_force.forget("sch_a")
        ensure_policies(app)
        ensure_policies(app)
        with app.database.read() as session:
            told = [a.text for a in Alerts(session, Scope("sch_a", "acc_heada")).waiting() if a.kind == "system"]
        assert len(told) == 1
        assert "Pretends to be a person" in told[0]
