"""The first shape of the house: every table of the design."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "label_set",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_set")),
    )
    op.create_table(
        "school",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("helplines", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("test_alert_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    op.create_index(op.f("ix_throttle_last_at"), "throttle", ["last_at"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("login_key", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("pictures_hash", sa.String(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.Column("band", sa.String(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("safeguarding", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_account_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("school_id", "login_key", name=op.f("uq_account_school_id_login_key")),
    )
    op.create_index(op.f("ix_account_name_key"), "account", ["name_key"], unique=False)
    op.create_index("ix_account_school_role", "account", ["school_id", "role"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_audit_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("school_id", "prev_hash", name=op.f("uq_audit_school_id_prev_hash")),
        sa.UniqueConstraint("school_id", "seq", name=op.f("uq_audit_school_id_seq")),
    )
    op.create_index("ix_audit_school_action", "audit", ["school_id", "action", "seq"], unique=False)
    op.create_index("ix_audit_subject", "audit", ["school_id", "subject"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_audit_head_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
        sa.UniqueConstraint("school_id", "seq", "key_id", name=op.f("uq_audit_head_school_id_seq_key_id")),
    )
    op.create_table(
        "batch",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_batch_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_table(
        "class",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_class_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class")),
        sa.UniqueConstraint("code", name=op.f("uq_class_code")),
        sa.UniqueConstraint("school_id", "name", name=op.f("uq_class_school_id_name")),
    )
    op.create_table(
        "content",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_content_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content")),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("where", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_incident_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index(op.f("ix_incident_number"), "incident", ["number"], unique=False)
    op.create_index("ix_incident_school_at", "incident", ["school_id", "at"], unique=False)
    op.create_table(
        "pause",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_pause_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    op.create_index("ix_pause_open", "pause", ["school_id", "resumed_at", "target"], unique=False)
    op.create_table(
        "policy",
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_policy_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_policy")),
    )
    op.create_table(
        "procedure",
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_procedure_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_procedure")),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("setup", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_run_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index("ix_run_school_at", "run", ["school_id", "at"], unique=False)
    op.create_table(
        "score_pack",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("label_set_id", sa.String(length=64), nullable=False),
        sa.Column("after", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("through", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("id_width", sa.Integer(), nullable=False),
        sa.Column("ids", sa.LargeBinary(), nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.Column("scores", sa.LargeBinary(), nullable=False),
        sa.Column("present", sa.LargeBinary(), nullable=False),
        sa.Column("failed", sa.LargeBinary(), nullable=False),
        sa.Column("bands", sa.LargeBinary(), nullable=False),
        sa.Column("times", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["label_set_id"], ["label_set.id"], name=op.f("fk_score_pack_label_set_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_score_pack_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_pack")),
    )
    op.create_index("ix_score_pack_school_stage", "score_pack", ["school_id", "stage", "through"], unique=False)
    op.create_table(
        "source",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_source_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    op.create_index("ix_source_school", "source", ["school_id"], unique=False)
    op.create_table(
        "activation",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.String(length=64), nullable=True),
        sa.Column("policy_id", sa.String(length=64), nullable=False),
        sa.Column("procedure_id", sa.String(length=64), nullable=False),
        sa.Column("ends", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_activation_class_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_activation_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activation")),
        sa.UniqueConstraint("school_id", "n", name=op.f("uq_activation_school_id_n")),
    )
    op.create_index("ix_activation_scope", "activation", ["school_id", "class_id", "n"], unique=False)
    op.create_table(
        "class_context",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("class_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("relax", sa.JSON(), nullable=False),
        sa.Column("add", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_class_context_class_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_class_context_ended_by")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_class_context_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_context")),
    )
    op.create_index("ix_class_context_school_class", "class_context", ["school_id", "class_id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_consent_account_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_consent_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_school_account", "consent", ["school_id", "account_id"], unique=False)
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("class_id", sa.String(length=64), nullable=True),
        sa.Column("learner_id", sa.String(length=64), nullable=False),
        sa.Column("band", sa.String(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("task", sa.JSON(), nullable=True),
        sa.Column("care", sa.Boolean(), nullable=False),
        sa.Column("care_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("care_cleared_by", sa.String(), nullable=False),
        sa.Column("care_cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hold_erasure", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_conversation_class_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["account.id"], name=op.f("fk_conversation_learner_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_conversation_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    op.create_index("ix_conversation_class_last", "conversation", ["class_id", "last_at"], unique=False)
    op.create_index("ix_conversation_learner_last", "conversation", ["learner_id", "last_at"], unique=False)
    op.create_index("ix_conversation_school_last", "conversation", ["school_id", "last_at", "id"], unique=False)
    op.create_table(
        "enrolment",
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("class_id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("name_key", sa.String(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_enrolment_account_id")),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_enrolment_class_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_enrolment_school_id")),
        sa.PrimaryKeyConstraint("account_id", "class_id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("class_id", "name_key", name=op.f("uq_enrolment_class_id_name_key")),
    )
    op.create_index("ix_enrolment_school_class", "enrolment", ["school_id", "class_id"], unique=False)
    op.create_table(
        "hand_in",
        sa.Column("batch_id", sa.String(length=64), nullable=False),
        sa.Column("annotator", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["annotator"], ["account.id"], name=op.f("fk_hand_in_annotator")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_hand_in_batch_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_hand_in_school_id")),
        sa.PrimaryKeyConstraint("batch_id", "annotator", name=op.f("pk_hand_in")),
    )
    op.create_table(
        "outcome",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_outcome_run_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_outcome_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("run_id", "case", name=op.f("uq_outcome_run_id_case")),
    )
    op.create_table(
        "pair",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.String(length=64), nullable=False),
        sa.Column("first_id", sa.String(length=64), nullable=False),
        sa.Column("second_id", sa.String(length=64), nullable=False),
        sa.Column("lineage", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_pair_batch_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_pair_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair")),
        sa.UniqueConstraint("batch_id", "position", name=op.f("uq_pair_batch_id_position")),
    )
    op.create_index(op.f("ix_pair_first_id"), "pair", ["first_id"], unique=False)
    op.create_index(op.f("ix_pair_prompt_id"), "pair", ["prompt_id"], unique=False)
    op.create_index("ix_pair_school", "pair", ["school_id"], unique=False)
    op.create_index(op.f("ix_pair_second_id"), "pair", ["second_id"], unique=False)
    op.create_table(
        "passage",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_passage_school_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_passage_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
    )
    op.create_index("ix_passage_school", "passage", ["school_id", "withdrawn_at"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
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
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_s", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_session_school_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_account_id"), "session", ["account_id"], unique=False)
    op.create_index(op.f("ix_session_expires_at"), "session", ["expires_at"], unique=False)
    op.create_table(
        "ticket",
        sa.Column("ticket_hash", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_ticket_account_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_ticket_school_id")),
        sa.PrimaryKeyConstraint("ticket_hash", name=op.f("pk_ticket")),
    )
    op.create_index(op.f("ix_ticket_expires_at"), "ticket", ["expires_at"], unique=False)
    op.create_table(
        "choice",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("pair_id", sa.String(length=64), nullable=False),
        sa.Column("annotator", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("preference", sa.Integer(), nullable=True),
        sa.Column("flipped", sa.Boolean(), nullable=False),
        sa.Column("left_unsafe", sa.Boolean(), nullable=False),
        sa.Column("right_unsafe", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("undoes", sa.String(), nullable=False),
        sa.Column("shown_ms", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["annotator"], ["account.id"], name=op.f("fk_choice_annotator")),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_choice_pair_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_choice_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
        sa.UniqueConstraint("annotator", "n", name=op.f("uq_choice_annotator_n")),
    )
    op.create_index("ix_choice_annotator_at", "choice", ["school_id", "annotator", "at"], unique=False)
    op.create_index("ix_choice_pair", "choice", ["pair_id"], unique=False)
    op.create_table(
        "turn",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("turn_no", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=128), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("answer_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_turn_conversation_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_turn_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
        sa.UniqueConstraint("conversation_id", "idempotency_key", name=op.f("uq_turn_conversation_id_idempotency_key")),
        sa.UniqueConstraint("conversation_id", "turn_no", name=op.f("uq_turn_conversation_id_turn_no")),
    )
    op.create_index("ix_turn_open_lease", "turn", ["open", "lease_until"], unique=False)
    op.create_index("ix_turn_school_at", "turn", ["school_id", "at"], unique=False)
    op.create_table(
        "call",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_usd", sa.Float(), nullable=True),
        sa.Column("ms", sa.Float(), nullable=False),
        sa.Column("first_ms", sa.Float(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_call_school_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_call_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_index("ix_call_school_at", "call", ["school_id", "at"], unique=False)
    op.create_index("ix_call_turn", "call", ["turn_id"], unique=False)
    op.create_table(
        "intervention",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=True),
        sa.Column("cause", sa.JSON(), nullable=False),
        sa.Column("before_id", sa.String(length=64), nullable=False),
        sa.Column("after_id", sa.String(length=64), nullable=False),
        sa.Column("ms", sa.Float(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_intervention_school_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_intervention_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention")),
    )
    op.create_index(op.f("ix_intervention_after_id"), "intervention", ["after_id"], unique=False)
    op.create_index(op.f("ix_intervention_before_id"), "intervention", ["before_id"], unique=False)
    op.create_index("ix_intervention_turn", "intervention", ["turn_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("turn_no", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=True),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_message_conversation_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_message_school_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_message_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("turn_id", "role", name=op.f("uq_message_turn_id_role")),
    )
    op.create_index(op.f("ix_message_content_id"), "message", ["content_id"], unique=False)
    op.create_index("ix_message_conversation", "message", ["conversation_id", "turn_no", "role"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("layer", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("part", sa.Integer(), nullable=True),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("ran", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("ms", sa.Float(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_receipt_school_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_receipt_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
    )
    op.create_index("ix_receipt_school_errors", "receipt", ["school_id", "errors", "at"], unique=False)
    op.create_index("ix_receipt_turn", "receipt", ["turn_id"], unique=False)
    op.create_table(
        "turn_close",
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("ms", sa.Float(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_turn_close_school_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_turn_close_turn_id")),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_turn_close")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("part", sa.Integer(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("reply", sa.Integer(), nullable=False),
        sa.Column("script", sa.String(), nullable=False),
        sa.Column("notify", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("effective_id", sa.String(length=128), nullable=False),
        sa.Column("activation_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_decision_message_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_decision_school_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_decision_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_message", "decision", ["message_id"], unique=False)
    op.create_index("ix_decision_school_at", "decision", ["school_id", "at"], unique=False)
    op.create_index("ix_decision_turn", "decision", ["turn_id"], unique=False)
    op.create_table(
        "finding",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("part", sa.Integer(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("check_name", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_finding_message_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_finding_school_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_finding_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index("ix_finding_message", "finding", ["message_id"], unique=False)
    op.create_index("ix_finding_school_at", "finding", ["school_id", "at"], unique=False)
    op.create_table(
        "flag",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("class_id", sa.String(length=64), nullable=True),
        sa.Column("learner_id", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("notify", sa.Integer(), nullable=False),
        sa.Column("lane", sa.String(length=10), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("crisis", sa.Boolean(), nullable=False),
        sa.Column("safeguarding_only", sa.Boolean(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_flag_class_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_flag_conversation_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["account.id"], name=op.f("fk_flag_learner_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_flag_message_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_flag_school_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_flag_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
    )
    op.create_index("ix_flag_class", "flag", ["class_id", "state"], unique=False)
    op.create_index("ix_flag_conversation", "flag", ["conversation_id"], unique=False)
    op.create_index("ix_flag_learner", "flag", ["learner_id"], unique=False)
    op.create_index("ix_flag_queue", "flag", ["school_id", "state", "lane", "at", "id"], unique=False)
    op.create_index("ix_flag_turn", "flag", ["turn_id"], unique=False)
    op.create_table(
        "scoring",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("part", sa.Integer(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("label_set_id", sa.String(length=64), nullable=False),
        sa.Column("scores", sa.LargeBinary(), nullable=False),
        sa.Column("present", sa.LargeBinary(), nullable=False),
        sa.Column("failed", sa.LargeBinary(), nullable=False),
        sa.Column("band", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["label_set_id"], ["label_set.id"], name=op.f("fk_scoring_label_set_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_scoring_message_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_scoring_school_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_scoring_turn_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_scoring")),
    )
    op.create_index("ix_scoring_message", "scoring", ["message_id", "stage"], unique=False)
    op.create_index("ix_scoring_school_number", "scoring", ["school_id", "stage", "number"], unique=False)
    op.create_table(
        "segment",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("script", sa.String(), nullable=False),
        sa.Column("passages", sa.JSON(), nullable=False),
        sa.Column("activation_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_segment_message_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_segment_school_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_segment_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("turn_id", "n", name=op.f("uq_segment_turn_id_n")),
    )
    op.create_index(op.f("ix_segment_content_id"), "segment", ["content_id"], unique=False)
    op.create_index("ix_segment_message_n", "segment", ["message_id", "n"], unique=False)
    op.create_table(
        "withheld",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=True),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_withheld_message_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_withheld_school_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_withheld_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withheld")),
    )
    op.create_index(op.f("ix_withheld_content_id"), "withheld", ["content_id"], unique=False)
    op.create_index("ix_withheld_turn", "withheld", ["turn_id"], unique=False)
    op.create_table(
        "alert",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("flag_id", sa.String(length=64), nullable=True),
        sa.Column("class_id", sa.String(length=64), nullable=True),
        sa.Column("safeguarding_only", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_alert_class_id")),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("fk_alert_flag_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_alert_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index(op.f("ix_alert_flag_id"), "alert", ["flag_id"], unique=False)
    op.create_index("ix_alert_open", "alert", ["school_id", "acknowledged_at", "at"], unique=False)
    op.create_table(
        "review_event",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("flag_id", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("undoes", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("fk_review_event_flag_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_review_event_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_event")),
        sa.UniqueConstraint("flag_id", "n", name=op.f("uq_review_event_flag_id_n")),
    )
    op.create_index("ix_review_event_actor", "review_event", ["actor", "at"], unique=False)
    op.create_index("ix_review_event_school_at", "review_event", ["school_id", "at"], unique=False)
