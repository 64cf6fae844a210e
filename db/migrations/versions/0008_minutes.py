"""Room for minutes: what a class or a school allows, and what a teacher gave beyond it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "minute_limit",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("class_id", sa.String(length=64), nullable=False),
        sa.Column("nudge", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_minute_limit_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minute_limit")),
    )
    op.create_index("ix_minute_limit_school_class", "minute_limit", ["school_id", "class_id", "at"], unique=False)
    op.create_table(
        "more_minutes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_more_minutes_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_more_minutes")),
    )
    op.create_index("ix_more_minutes_school_target", "more_minutes", ["school_id", "target", "at"], unique=False)
