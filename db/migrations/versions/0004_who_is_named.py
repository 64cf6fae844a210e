"""Who is named in what goes to the safeguarding lead alone, so that they are left out of it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "flag_named",
        sa.Column("flag_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("fk_flag_named_flag_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_flag_named_account_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_flag_named_school_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_flag_named_conversation_id")),
        sa.PrimaryKeyConstraint("flag_id", "account_id", name=op.f("pk_flag_named")),
    )
    op.create_index("ix_flag_named_talk", "flag_named", ["conversation_id", "account_id"], unique=False)
    op.create_index("ix_flag_named_account", "flag_named", ["school_id", "account_id"], unique=False)
