"""What a model's draft goes through before an answer, step by step."""

import sqlalchemy as sa
from alembic import op

from db.tables.base import UtcTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_round",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("of_step", sa.Integer(), nullable=True),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("activation_id", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_draft_round_school_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_draft_round_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_round")),
    )
    op.create_index("ix_draft_round_turn", "draft_round", ["turn_id"], unique=False)
    op.create_index("ix_draft_round_school_kind", "draft_round", ["school_id", "kind"], unique=False)
    op.create_index(op.f("ix_draft_round_content_id"), "draft_round", ["content_id"], unique=False)
