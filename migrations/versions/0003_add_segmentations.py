"""Add segmentations, masks and mattes, and with them segmenters and lifters among the models.

No data moves: a library gets its masks from its previews, in the background.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_add_segmentations"
down_revision = "0002_add_signals"

_KINDS = "('segmenter', 'lifter')"


def upgrade() -> None:
    _create(
        "segmentations",
        *_whole_numbers("height_px", "width_px", "mask_count", "people", "person_share", "sky_share"),
        in_key_order=True,
    )
    _create(
        "masks",
        sa.Column("kind", sa.String(32), nullable=False),
        *_whole_numbers("instance", "score", "share"),
        sa.Column("runs", sa.LargeBinary(), nullable=False),
        key=("kind", "instance"),
    )
    _create("mattes", *_whole_numbers("confidence"), sa.Column("png", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    for table in ("mattes", "masks", "segmentations"):
        op.drop_table(table)
    op.execute(f"DELETE FROM jobs WHERE model_id IN (SELECT id FROM models WHERE kind IN {_KINDS})")  # nosec B608
    op.execute(f"DELETE FROM models WHERE kind IN {_KINDS}")  # nosec B608


def _create(table: str, *columns: sa.Column[object], key: tuple[str, ...] = (), in_key_order: bool = False) -> None:
    """Create a table of what a model says of a photo."""
    op.create_table(
        table,
        *_whole_numbers("photo_id", "model_id"),
        *columns,
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=f"fk_{table}_photo_id_photos", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name=f"fk_{table}_model_id_models", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("photo_id", "model_id", *key, name=f"pk_{table}"),
        sqlite_with_rowid=not in_key_order,
    )


def _whole_numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]
