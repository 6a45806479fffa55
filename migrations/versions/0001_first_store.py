"""Lay the first store: roots, files, photos, places, models, jobs, embeddings. No data to move."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_first_store"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "models",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("preprocessing", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("dim", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_models"),
        sa.UniqueConstraint("name", "tag", "preprocessing", name="uq_models_name_tag_preprocessing"),
    )
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("country_code", sa.String(length=2), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_places"),
        sa.UniqueConstraint(
            "name", "region", "country_code", "lat", "lon", name="uq_places_name_region_country_code_lat_lon"
        ),
    )
    op.create_table(
        "roots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("device", sa.BigInteger(), nullable=True),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("scanned_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_roots"),
        sa.UniqueConstraint("path", name="uq_roots_path"),
    )
    op.create_table(
        "photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=True),
        sa.Column("kind", sa.String(32), nullable=True),
        sa.Column("width_px", sa.Integer(), nullable=True),
        sa.Column("height_px", sa.Integer(), nullable=True),
        sa.Column("is_truncated", sa.Boolean(), nullable=False),
        sa.Column("taken_at_local", sa.DateTime(), nullable=True),
        sa.Column("utc_offset_s", sa.Integer(), nullable=True),
        sa.Column("time_source", sa.String(32), nullable=True),
        sa.Column("camera_make", sa.Text(), nullable=True),
        sa.Column("camera_model", sa.Text(), nullable=True),
        sa.Column("lens", sa.Text(), nullable=True),
        sa.Column("exposure_s", sa.Double(), nullable=True),
        sa.Column("aperture_f", sa.Double(), nullable=True),
        sa.Column("iso", sa.Integer(), nullable=True),
        sa.Column("focal_length_mm", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("altitude_m", sa.Double(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("live_pair_id", sa.Integer(), nullable=True),
        sa.Column("orphaned_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["live_pair_id"], ["photos.id"], name="fk_photos_live_pair_id_photos", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_photos_place_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_photos"),
        sa.UniqueConstraint("content_hash", name="uq_photos_content_hash"),
    )
    op.create_index("ix_photos_orphaned_at", "photos", ["orphaned_at"])
    op.create_index("ix_photos_size_bytes", "photos", ["size_bytes"])
    op.create_index("ix_photos_taken_at_local", "photos", ["taken_at_local"])

    op.create_table(
        "embeddings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name="fk_embeddings_model_id_models", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name="fk_embeddings_photo_id_photos", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_embeddings"),
        sa.UniqueConstraint("photo_id", "model_id", name="uq_embeddings_photo_id_model_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_embeddings_model_id", "embeddings", ["model_id"])

    op.create_table(
        "files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("sidecar_mtime_ns", sa.BigInteger(), nullable=True),
        sa.Column("checked_ns", sa.BigInteger(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name="fk_files_photo_id_photos"),
        sa.ForeignKeyConstraint(["root_id"], ["roots.id"], name="fk_files_root_id_roots", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
        sa.UniqueConstraint("root_id", "path", name="uq_files_root_id_path"),
    )
    op.create_index("ix_files_photo_id", "files", ["photo_id"])

    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name="fk_jobs_model_id_models", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name="fk_jobs_photo_id_photos", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("photo_id", "model_id", name="uq_jobs_photo_id_model_id"),
    )
    op.create_index("ix_jobs_model_id_state", "jobs", ["model_id", "state"])


def downgrade() -> None:
    op.drop_index("ix_jobs_model_id_state", "jobs")

    op.drop_table("jobs")
    op.drop_index("ix_files_photo_id", "files")

    op.drop_table("files")
    op.drop_index("ix_embeddings_model_id", "embeddings")

    op.drop_table("embeddings")
    op.drop_index("ix_photos_taken_at_local", "photos")
    op.drop_index("ix_photos_size_bytes", "photos")
    op.drop_index("ix_photos_orphaned_at", "photos")

    op.drop_table("photos")
    op.drop_table("roots")
    op.drop_table("places")
    op.drop_table("models")
