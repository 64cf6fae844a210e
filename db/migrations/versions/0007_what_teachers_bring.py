"""Room for what teachers bring: whom a document is for, its passages' words apart, and where they lie.

The words of passages move to ``content``, where erasure reaches them. No version has ever kept a passage, so the
columns that held words are empty and go.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("kind", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("source", sa.Column("digest", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("source", sa.Column("pages", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("source", sa.Column("subject", sa.String(), nullable=False, server_default=""))
    op.add_column("source", sa.Column("grades", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("source", sa.Column("report_id", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("source", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("source", sa.Column("removed_by", sa.String(length=64), nullable=False, server_default=""))
    op.create_table(
        "source_class",
        sa.Column("source_id", sa.String(length=64), nullable=False),
        sa.Column("class_id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_class_source_id")),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_source_class_class_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_source_class_school_id")),
        sa.PrimaryKeyConstraint("source_id", "class_id", name=op.f("pk_source_class")),
    )
    op.create_index("ix_source_class_school", "source_class", ["school_id", "class_id"], unique=False)
    op.drop_table("passage")
    op.create_table(
        "passage",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.String(length=64), nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("accepted", sa.JSON(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_passage_school_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_passage_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
        sa.UniqueConstraint("school_id", "number", name=op.f("uq_passage_school_id_number")),
    )
    op.create_index("ix_passage_school", "passage", ["school_id", "withdrawn_at"], unique=False)
    op.create_index("ix_passage_source", "passage", ["source_id", "position"], unique=False)
    op.create_index("ix_passage_content", "passage", ["content_id"], unique=False)
    op.create_table(
        "passage_vector",
        sa.Column("passage_id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["passage_id"], ["passage.id"], name=op.f("fk_passage_vector_passage_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_passage_vector_school_id")),
        sa.PrimaryKeyConstraint("passage_id", name=op.f("pk_passage_vector")),
    )
    op.create_table(
        "shelf",
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_shelf_school_id")),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_shelf")),
    )
    op.drop_table("quarantine")
    op.create_table(
        "quarantine",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.String(length=64), nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("brought_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_quarantine_school_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_quarantine_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    op.create_index("ix_quarantine_school", "quarantine", ["school_id", "decided_at"], unique=False)
