"""Add the movies that lie beside stills, and drop `photos.live_pair_id`: the moving half of a Live photo is no photo.

No data moves: nothing ever set that column. The next scan reads each such movie's header once.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_add_movies"
down_revision = "0006_add_featured_evidence"

_LIVE_PAIR = "fk_photos_live_pair_id_photos"


def upgrade() -> None:
    op.create_table(
        "movies",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("basis", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name="fk_movies_file_id_files", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("file_id", name="pk_movies"),
    )
    with op.batch_alter_table("photos") as batch:
        batch.drop_constraint(_LIVE_PAIR, type_="foreignkey")
        batch.drop_column("live_pair_id")


def downgrade() -> None:
    with op.batch_alter_table("photos") as batch:
        batch.add_column(sa.Column("live_pair_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(_LIVE_PAIR, "photos", ["live_pair_id"], ["id"], ondelete="SET NULL")
    op.drop_table("movies")
