"""A process that writes as fast as it can and says what was acknowledged, until somebody kills it.

``python -m tests.faults.writers URL SEED [careless]``; ``careless`` does not wait for the disk, which a test of
power cuts has to notice.
"""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable

from db.engine import open_database
from tests.unit.db.rig import (
    START,
    AuditChain,
    DatabaseLedger,
    Ids,
    SchoolRig,
    TestClock,
    everything,
    segment_batch,
)


def reopened(url: str, seed: int) -> SchoolRig:
    """The school of a database that exists already."""
    clock, rng = TestClock(), random.Random(seed)
    ids = Ids(lambda: int(START.timestamp() * 1000), rng.getrandbits)
    audit = AuditChain(ids)
    database = open_database(url)
    return SchoolRig(database, "sch_1", clock, ids, audit, DatabaseLedger(database, "sch_1", clock, ids, audit))


def write_until_killed(url: str, seed: int, say: Callable[[str], None], *, careless: bool = False) -> None:
    """Submit, answer and alert from four threads; ``say`` each thing once it is acknowledged."""
    rig = reopened(url, seed)
    if careless:
        raw = rig.database.writing.raw_connection()
        raw.driver_connection.execute("PRAGMA synchronous=NORMAL")
        raw.close()
    gate = threading.Lock()

    def tell(line: str) -> None:
        with gate:
            say(line)

    def work(n: int) -> None:
        for i in range(1_000_000):
            key = f"{seed}-{n}-{i}"
            turn = rig.submit("words of " + key, key).turn
            tell("message " + key)
            crisis = i % 3 == 0
            allow = rig.ledger.append(everything(turn.id) if crisis else segment_batch(turn.id, 0, "answer to " + key))
            if crisis:
                tell("alert " + turn.id)
            tell("shown " + allow.release_id)

    for n in range(4):
        threading.Thread(target=work, args=(n,), daemon=True).start()
    threading.Event().wait()


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    write_until_killed(sys.argv[1], int(sys.argv[2]), _print, careless="careless" in sys.argv[3:])
