"""Add what stands in for a photo until a picture of it has come.

No data moves: `albumen index` and `albumen watch` make it from the previews, when they have nothing else to do.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_add_thumbhash"
down_revision = "0008_add_codes"


def upgrade() -> None:
    op.add_column("photos", sa.Column("thumbhash", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("photos", "thumbhash")
