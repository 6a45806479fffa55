"""What is suggested while a query is typed."""

from __future__ import annotations

from dataclasses import dataclass

from search.chips import ChipKind


@dataclass(frozen=True, slots=True)
class Completion:
    """Text to put in place of what stands from `start` to `end` in the box.

    `kind` is that of the chip that it becomes, None for the name of a field, whose value is still to be typed. `photos` is how many
    it stands for, None where nobody counts them.
    """

    kind: ChipKind | None
    label: str
    term: str
    photos: int | None
    start: int
    end: int

    def apply(self, text: str) -> str:
        """Return the box's text with this in it.

        Example:
            >>> Completion(ChipKind.PLACE, "Lisbon", "place:Lisbon", 3, 8, 11).apply("dogs in lis 2020")
            'dogs in place:Lisbon 2020'
        """
        return text[: self.start] + self.term + text[self.end :]
