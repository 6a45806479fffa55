"""Add what the knowledge graph yields (moments, trips, memories, duplicates, featured photos), feedback, the trash and curation jobs.

No data moves: `albumen curate` makes all of it from what the library holds.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_add_curation"
down_revision = "0003_add_segmentations"

_TABLES = (
    "trips",
    "homes",
    "moments",
    "moment_photos",
    "memories",
    "memory_photos",
    "feedback",
    "appeals",
    "featured",
    "duplicate_groups",
    "duplicate_members",
    "trash",
    "merged_metadata",
    "curation_jobs",
)


def upgrade() -> None:
    op.create_table(
        "trips",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_trips"),
    )
    op.create_table(
        "homes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("radius_km", sa.Double(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_homes_place_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_homes"),
    )
    op.create_table(
        "moments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("instant_s", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name="fk_moments_trip_id_trips", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_moments_place_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_moments"),
    )
    op.create_index("ix_moments_starts_at", "moments", ["starts_at"])
    op.create_index("ix_moments_trip_id", "moments", ["trip_id"])
    op.create_table(
        "moment_photos",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("moment_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photos.id"], name="fk_moment_photos_photo_id_photos", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["moment_id"], ["moments.id"], name="fk_moment_photos_moment_id_moments", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("photo_id", name="pk_moment_photos"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_moment_photos_moment_id", "moment_photos", ["moment_id"])
    op.create_table(
        "memories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subtitle", sa.Text(), nullable=False),
        sa.Column("cover_id", sa.Integer(), nullable=False),
        sa.Column("mood", sa.String(32), nullable=False),
        sa.Column("tempo_bpm", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("concepts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["cover_id"], ["photos.id"], name="fk_memories_cover_id_photos", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_memories"),
        sa.UniqueConstraint("key", name="uq_memories_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "memory_photos",
        sa.Column("memory_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["memory_id"], ["memories.id"], name="fk_memory_photos_memory_id_memories", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photos.id"], name="fk_memory_photos_photo_id_photos", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("memory_id", "position", name="pk_memory_photos"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_memory_photos_photo_id", "memory_photos", ["photo_id"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(32), nullable=False),
        sa.Column("target", sa.String(32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
    )
    op.create_table(
        "appeals",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name="fk_appeals_photo_id_photos", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("photo_id", name="pk_appeals"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_appeals_score", "appeals", ["score"])
    op.create_table(
        "featured",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name="fk_featured_photo_id_photos", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("day", "position", name="pk_featured"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_featured_photo_id", "featured", ["photo_id"])
    op.create_table(
        "duplicate_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_duplicate_groups"),
        sa.UniqueConstraint("key", name="uq_duplicate_groups_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "duplicate_members",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["duplicate_groups.id"],
            name="fk_duplicate_members_group_id_duplicate_groups",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photos.id"], name="fk_duplicate_members_photo_id_photos", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name="fk_duplicate_members_file_id_files", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "position", name="pk_duplicate_members"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_duplicate_members_photo_id", "duplicate_members", ["photo_id"])
    op.create_table(
        "trash",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("trash_name", sa.Text(), nullable=False),
        sa.Column("is_sidecar", sa.Boolean(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("keeper_hash", sa.String(64), nullable=False),
        sa.Column("group_key", sa.String(64), nullable=False),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=True),
        sa.Column("restored_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_trash"),
        sa.UniqueConstraint("trash_name", name="uq_trash_trash_name"),
    )
    op.create_index("ix_trash_batch", "trash", ["batch"])
    op.create_table(
        "merged_metadata",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("taken_at_local", sa.DateTime(), nullable=True),
        sa.Column("utc_offset_s", sa.Integer(), nullable=True),
        sa.Column("time_source", sa.String(32), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("altitude_m", sa.Double(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("albums", sa.JSON(), nullable=False),
        sa.Column("own", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photos.id"], name="fk_merged_metadata_photo_id_photos", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_merged_metadata_place_id_places"),
        sa.PrimaryKeyConstraint("photo_id", "batch", name="pk_merged_metadata"),
    )
    op.create_table(
        "curation_jobs",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=True),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_curation_jobs"),
    )


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
