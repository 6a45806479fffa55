"""Add the photos in which a QR or bar code was looked for.

No data moves: `albumen curate codes` looks for them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_add_codes"
down_revision = "0007_add_movies"


def upgrade() -> None:
    op.create_table(
        "codes",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("symbology", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name="fk_codes_photo_id_photos", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("photo_id", name="pk_codes"),
    )


def downgrade() -> None:
    op.drop_table("codes")
