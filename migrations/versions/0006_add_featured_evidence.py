"""Add the figures that the reasons of featured photos rest on, for `albumen featured --explain`.

No data moves: sets are made anew each week, and until then their reasons have no figures.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_add_featured_evidence"
down_revision = "0005_add_texts"


def upgrade() -> None:
    op.add_column("featured", sa.Column("evidence", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("featured", "evidence")
