"""Schema migrations; run by ``db.migrate``. Migrations only add."""
