"""Add what was read in photos, and an FTS5 index over it that triggers keep true.

No data moves: `albumen curate text` reads utility content, where the extra `ocr` is installed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_add_texts"
down_revision = "0004_add_curation"

_ADD = "INSERT INTO texts_fts (rowid, words) VALUES (new.id, new.words);"
_REMOVE = "INSERT INTO texts_fts (texts_fts, rowid, words) VALUES ('delete', old.id, old.words);"

# A deletion by a foreign key's cascade fires them too, so that no photo leaves its words behind.
_TRIGGERS = {
    "texts_inserted": f"AFTER INSERT ON texts BEGIN {_ADD} END",
    "texts_deleted": f"AFTER DELETE ON texts BEGIN {_REMOVE} END",
    "texts_updated": f"AFTER UPDATE ON texts BEGIN {_REMOVE} {_ADD} END",
}


def upgrade() -> None:
    op.create_table(
        "texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name="fk_texts_photo_id_photos", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name="fk_texts_model_id_models", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_texts"),
        sa.UniqueConstraint("photo_id", "model_id", name="uq_texts_photo_id_model_id"),
    )
    op.execute(
        "CREATE VIRTUAL TABLE texts_fts USING fts5("
        "words, content='texts', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
    )
    for name, event in _TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {event}")


def downgrade() -> None:
    for name in _TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.execute("DROP TABLE texts_fts")
    op.drop_table("texts")
    op.execute("DELETE FROM jobs WHERE model_id IN (SELECT id FROM models WHERE kind = 'reader')")
    op.execute("DELETE FROM models WHERE kind = 'reader'")
