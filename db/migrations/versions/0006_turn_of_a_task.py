"""Which turn last moved a talk's exercise, so that of two turns at once the later one has the last word."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversation", recreate="never") as table:
        table.add_column(sa.Column("task_turn", sa.Integer(), nullable=False, server_default="0"))
