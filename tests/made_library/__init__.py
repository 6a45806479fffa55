"""A made photo library of three years with known truth: its story, its pictures and its files.

`build_story` invents three years of a household from a seed; `iter_shots` takes their photos; `plan_copies` adds what
piles up beside them; `write_library` writes files out of real photos; `describe` tells the truth about all of it.
Run by hand: `python -m tests.made_library --data DIR --split train OUT`.
"""
