"""The one place where everything is put together: settings in, services out.

Front doors (pages, command line, gateway) hold the ``App`` and reach everything through it; nothing else
constructs a service, a provider or a database.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from db.audit import AuditChain
from db.engine import Database, open_database
from db.ledger import DatabaseLedger
from db.schools import list_schools
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.chat import Provider
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.ports import Clock, Judge
from studybuddy_core.domain.procedures import Procedure
from studybuddy_core.guardrails.procedures import default_procedure
from studybuddy_core.knowledge.tasks import TaskLadder
from studybuddy_core.presets.seeds import DEFAULT_PRESET, preset_policy
from studybuddy_core.providers.builtin.tutor import BuiltinTutor
from studybuddy_core.providers.judges.registry import judge_from
from studybuddy_core.providers.registry import provider_from
from studybuddy_core.services.accounts import Accounts
from studybuddy_core.services.adapting import Adapting
from studybuddy_core.services.answering_turns import AnsweringTurns
from studybuddy_core.services.auditing import Auditing, audit_key
from studybuddy_core.services.browsing import Browsing
from studybuddy_core.services.classrooms import Classrooms
from studybuddy_core.services.clock import SystemClock, system_ids
from studybuddy_core.services.conducting import Conducting
from studybuddy_core.services.constituting import Constituting
from studybuddy_core.services.curating import Curating
from studybuddy_core.services.deliberating import Deliberating
from studybuddy_core.services.enrolling import Enrolling
from studybuddy_core.services.filling import Filling
from studybuddy_core.services.first_words import FirstWordsFirst
from studybuddy_core.services.head_signing import HeadSigning
from studybuddy_core.services.in_force import InForce, activate_first
from studybuddy_core.services.labelling import Labelling
from studybuddy_core.services.monitoring import Monitoring
from studybuddy_core.services.panels import Panels
from studybuddy_core.services.passwords import Passwords
from studybuddy_core.services.people import People
from studybuddy_core.services.probing import Probing
from studybuddy_core.services.publishing import Publishing
from studybuddy_core.services.rates import Rates
from studybuddy_core.services.reviewing import Reviewing
from studybuddy_core.services.schools import SchoolSetup
from studybuddy_core.services.search_record import WordSeal
from studybuddy_core.services.shadowing import Shadowing
from studybuddy_core.services.shelves import Shelves
from studybuddy_core.services.timing import Timing
from studybuddy_core.services.traffic import TrafficRoom
from studybuddy_core.services.tuning import Tuning
from studybuddy_core.services.turn_processes import TurnProcesses
from studybuddy_core.services.turn_work import TurnWork
from studybuddy_core.services.tutoring import Tutoring
from studybuddy_core.services.unscored import unscored, warn_of_gaps
from studybuddy_core.settings import Settings

BUSY_TURNS = 2
"""So many turns are worked on at once where nobody elsewhere is waited for: while one is made durable, another."""


class Ledgers:
    """One ledger a school, made when it is first needed."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, audit: AuditChain) -> None:
        self._database, self._clock, self._ids, self._audit = database, clock, ids, audit
        self._made: dict[str, DatabaseLedger] = {}

    def __call__(self, school: str) -> DatabaseLedger:
        """The ledger of this school."""
        found = self._made.get(school)
        if found is None:
            found = self._made.setdefault(
                school, DatabaseLedger(self._database, school, self._clock, self._ids, self._audit)
            )
        return found


@dataclass(frozen=True)
class App:
    """Everything a front door can reach."""

    settings: Settings
    clock: Clock
    ids: Ids
    database: Database
    audit: AuditChain
    in_force: InForce
    answering: AnsweringTurns
    work: TurnWork
    apart: TurnProcesses
    accounts: Accounts
    tutoring: Tutoring
    reviewing: Reviewing
    conversations: Browsing
    classrooms: Classrooms
    curating: Curating
    probing: Probing
    people: People
    enrolling: Enrolling
    schools: SchoolSetup
    auditing: Auditing
    heads: HeadSigning
    monitoring: Monitoring
    labelling: Labelling
    tuning: Tuning
    publishing: Publishing
    shadowing: Shadowing
    deliberating: Deliberating
    conducting: Conducting
    constituting: Constituting
    adapting: Adapting
    timing: Timing

    filling: Filling = field(default_factory=Filling)

    def start(self) -> None:
        """Begin to answer turns, after looking after what an earlier process left behind."""
        self.accounts.sweep()
        self.work.start()
        self.heads.start()

    def close(self) -> None:
        """Finish what is running and let go of the database."""
        self.work.close()
        self.apart.close()
        self.heads.close()
        self.database.close()


def first_procedure() -> Procedure:
    """The procedure a new school begins with: every check there is."""
    return default_procedure(tuple(check.spec.name for check in all_checks()))


def ensure_policies(app: App) -> None:
    """Put a first policy in force in every school that has none, and warn where one needs what nobody scores."""
    with app.database.read() as session:
        schools = list_schools(session)
    for school in schools:
        activate_first(app.database, school.id, preset_policy(DEFAULT_PRESET), first_procedure(), clock=app.clock,
                       ids=app.ids, audit=app.audit)  # fmt: skip
        gaps = unscored(app.in_force.at(school.id), app.clock)
        warn_of_gaps(app.database, school.id, gaps, clock=app.clock, ids=app.ids)


def build(
    settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None, provider: Provider | None = None,
    judge: Judge | None = None,
) -> App:  # fmt: skip
    """Open the database and put the application together; raise ``ConfigError`` or ``StorageError`` with what to do."""
    tutor, reader = provider or provider_from(settings), judge or judge_from(settings)
    database = open_database(settings.database_url)
    app = assemble(settings, database, clock or SystemClock(), ids or system_ids(), tutor, reader)
    ensure_policies(app)
    return app


def assemble(
    settings: Settings, database: Database, clock: Clock, ids: Ids, provider: Provider, judge: Judge | None = None
) -> App:
    """Put the services together round an open database; another clock gives the same house at another time."""
    audit = AuditChain(ids)
    ledgers = Ledgers(database, clock, ids, audit)
    in_force = InForce(database, clock)
    shelves = Shelves(database, clock)
    answering = AnsweringTurns(database, clock, in_force, ledgers, provider=provider, inside=BuiltinTutor(),
                               shelves=shelves, tasks=TaskLadder(), judge=judge)  # fmt: skip
    owner = f"app-{secrets.token_hex(6)}"
    waits = provider.outside or judge is not None
    order = FirstWordsFirst(settings.workers if waits else min(settings.workers, BUSY_TURNS))
    apart = TurnProcesses(settings, order.answering(answering.answer))
    work = TurnWork(database, clock, audit, apart.answer, ledgers, owner=owner, workers=settings.workers,
                    parks=not provider.outside)  # fmt: skip
    passwords = Passwords(settings.secret_key)
    publishing, traffic = Publishing(database, clock, ids), TrafficRoom(database, clock, ids)
    shadowing = Shadowing(database, clock, ids, publishing, traffic)
    probing = Probing(answering, clock, ids, shadowing)
    return App(
        settings=settings, clock=clock, ids=ids, database=database, audit=audit, in_force=in_force,
        answering=answering, work=work, apart=apart,
        accounts=Accounts(database, passwords, clock, ids),
        probing=probing,
        conducting=Conducting(database, publishing),
        constituting=Constituting(database, clock, probing, publishing),
        people=People(database, clock, ids, passwords),
        enrolling=Enrolling(database, clock, ids, passwords),
        schools=SchoolSetup(database, clock, ids),
        auditing=Auditing(database, clock, ids, audit_key(settings.secret_key)),
        heads=HeadSigning(database, clock, ids, audit_key(settings.secret_key)),
        monitoring=Monitoring(database, clock, ids),
        labelling=Labelling(database, clock, ids),
        tuning=Tuning(database, clock, ids, traffic=traffic),
        publishing=publishing,
        shadowing=shadowing,
        deliberating=Deliberating(database, clock, ids, audit, answering, Panels(settings, clock), ledgers, publishing),
        adapting=Adapting(database, clock, ids, in_force.forget),
        timing=Timing(database, clock, ids),
        reviewing=Reviewing(database, clock, ids),
        conversations=Browsing(database, clock, ids, WordSeal(settings.secret_key)),
        classrooms=Classrooms(database, clock, ids),
        curating=Curating(database, clock, ids, in_force, shelves),
        tutoring=Tutoring(database, clock, ids, audit, answering, work, Rates(), ledgers),
    )  # fmt: skip
