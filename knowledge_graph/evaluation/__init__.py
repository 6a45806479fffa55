"""Measure what curation makes of a made library whose truth is known: trips, moments, duplicates, utility content, titles.

Reads a folder that holds `photos/` and `truth.json`, runs the commands that a person would, and compares.
"""
