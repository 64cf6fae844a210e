"""When what happened while an answer was written, how long stepping in took, and what each model of a panel said."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("intervention", recreate="never") as table:
        table.add_column(sa.Column("took_ms", sa.Float(), nullable=True))
    op.create_table(
        "timeline",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("began_ms", sa.Float(), nullable=False),
        sa.Column("arrivals", sa.LargeBinary(), nullable=False),
        sa.Column("cuts", sa.JSON(), nullable=False),
        sa.Column("stepped_in", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_timeline_school_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_timeline_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline")),
    )
    op.create_index("ix_timeline_turn", "timeline", ["turn_id", "attempt"], unique=False)
    op.create_table(
        "vote",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("panel_id", sa.String(length=64), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("fails", sa.JSON(), nullable=False),
        sa.Column("absent", sa.String(length=40), nullable=False),
        sa.Column("ms", sa.Float(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_vote_school_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_vote_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
    )
    op.create_index("ix_vote_turn", "vote", ["turn_id"], unique=False)
    op.create_index("ix_vote_school_model", "vote", ["school_id", "model"], unique=False)
