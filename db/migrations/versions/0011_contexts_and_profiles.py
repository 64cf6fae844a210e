"""What a class context leaves out and tells the tutor, and the profiles that teachers set."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("class_context", recreate="never") as table:
        table.add_column(sa.Column("patterns", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("told", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("made_of", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "profile",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("class_id", sa.String(length=64), nullable=True),
        sa.Column("learner_id", sa.String(length=64), nullable=True),
        sa.Column("band", sa.String(length=8), nullable=False),
        sa.Column("expertise", sa.String(length=12), nullable=False),
        sa.Column("domain", sa.String(length=40), nullable=False),
        sa.Column("conservative", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_profile_school_id")),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_profile_class_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["account.id"], name=op.f("fk_profile_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
    )
    op.create_index("ix_profile_school_class", "profile", ["school_id", "class_id", "at"], unique=False)
    op.create_index("ix_profile_school_learner", "profile", ["school_id", "learner_id", "at"], unique=False)
