from __future__ import annotations

import pytest

from db.engine import Database
from tests.unit.db.rig import SchoolRig, make_school


@pytest.fixture
def rig(database: Database) -> SchoolRig:
    return make_school(database, "sch_1")
