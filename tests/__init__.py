"""Tests: `unit` mirrors the source, `integration` uses real databases and models, `e2e` drives the surfaces."""
