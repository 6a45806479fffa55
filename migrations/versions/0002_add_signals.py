"""Add signals: tags, objects, utility, quality, saliency, prints, and the analysers among the models that make them.

Models so far are all encoders. Vectors of the shipped ones lie in one space, whatever their version; any other encoder's
are comparable only among themselves.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_add_signals"
down_revision = "0001_first_store"

_SHIPPED, _THEIR_SPACE = "ansa-s", "openai-clip-vit-b-16/centred"


def upgrade() -> None:
    _widen_models()
    op.create_table(
        "concepts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_concepts"),
        sa.UniqueConstraint("name", name="uq_concepts_name"),
    )
    _create(
        "signals",
        sa.Column("utility", sa.String(32), nullable=False),
        sa.Column("utility_scores", sa.JSON(), nullable=False),
        sa.Column("aesthetics", sa.Integer(), nullable=False),
        sa.Column("technical", sa.Integer(), nullable=False),
        sa.Column("blur", sa.Integer(), nullable=False),
        sa.Column("exposure", sa.Integer(), nullable=False),
        sa.Column("noise", sa.Integer(), nullable=False),
    )
    _create(
        "tags",
        sa.Column("concept_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["concept_id"], ["concepts.id"], name="fk_tags_concept_id_concepts"),
        key="concept_id",
    )
    op.create_index("ix_tags_concept_id", "tags", ["concept_id"])
    _create(
        "objects",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        *_box(),
        key="position",
    )
    op.create_index("ix_objects_label", "objects", ["label"])
    _create("saliency", sa.Column("heat", sa.LargeBinary(), nullable=False), *_box())
    _create(
        "prints",
        sa.Column("print_bits", sa.LargeBinary(), nullable=False),
        sa.Column("pdq_bits", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    op.drop_index("ix_objects_label", "objects")
    op.drop_index("ix_tags_concept_id", "tags")
    for table in ("prints", "saliency", "objects", "tags", "signals", "concepts"):
        op.drop_table(table)
    op.execute("DELETE FROM jobs WHERE model_id IN (SELECT id FROM models WHERE kind = 'analyser')")
    op.execute("DELETE FROM models WHERE kind = 'analyser'")
    with op.batch_alter_table("models") as batch:
        batch.drop_constraint("uq_models_kind_name_tag_preprocessing", type_="unique")
        batch.create_unique_constraint("uq_models_name_tag_preprocessing", ["name", "tag", "preprocessing"])
        for column in ("kind", "space", "photos_per_s"):
            batch.drop_column(column)


def _widen_models() -> None:
    with op.batch_alter_table("models") as batch:
        batch.add_column(sa.Column("kind", sa.String(32), nullable=True))
        batch.add_column(sa.Column("space", sa.Text(), nullable=True))
        batch.add_column(sa.Column("photos_per_s", sa.Double(), nullable=True))
    op.execute("UPDATE models SET kind = 'encoder', space = name || '/' || tag || '@' || preprocessing")
    op.execute(f"UPDATE models SET space = '{_THEIR_SPACE}' WHERE name = '{_SHIPPED}'")  # nosec B608
    with op.batch_alter_table("models") as batch:
        batch.alter_column("kind", nullable=False)
        batch.alter_column("space", nullable=False)
        batch.drop_constraint("uq_models_name_tag_preprocessing", type_="unique")
        batch.create_unique_constraint(
            "uq_models_kind_name_tag_preprocessing", ["kind", "name", "tag", "preprocessing"]
        )


def _create(table: str, *parts: sa.schema.SchemaItem, key: str | None = None) -> None:
    """Create a table of what a model says of a photo, kept in the order of its key."""
    op.create_table(
        table,
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=f"fk_{table}_photo_id_photos", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name=f"fk_{table}_model_id_models", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("photo_id", "model_id", *([key] if key else []), name=f"pk_{table}"),
        sqlite_with_rowid=False,
    )


def _box() -> list[sa.Column[int]]:
    return [sa.Column(side, sa.Integer(), nullable=False) for side in ("left", "top", "right", "bottom")]
