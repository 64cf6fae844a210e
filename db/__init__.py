"""Everything that is SQL: tables, engine, migrations, repositories."""
