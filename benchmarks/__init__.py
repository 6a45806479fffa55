"""Measurements: each script prints and commits one table under `results/`."""
