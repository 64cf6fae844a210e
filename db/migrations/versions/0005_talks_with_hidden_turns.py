"""A short way to the talks that hold a flag for the safeguarding lead alone."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_flag_lead_only", "flag", ["school_id", "safeguarding_only", "conversation_id"], unique=False
    )  # fmt: skip
