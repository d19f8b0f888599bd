"""Charts drawn by the server: plain SVG that prints, needs no script and keeps the strict CSP."""

from dataclasses import dataclass

WIDE, ROW, LABEL = 360, 42, 92  # the drawing's own units: its width, the height of a bar's row, the room for labels
LONGEST = 136


@dataclass(frozen=True)
class Bar:
    label: str
    words: str  # what stands at its end
    y: int
    width: int

    @property
    def text_y(self):
        return self.y + 16

    @property
    def words_x(self):
        return LABEL + self.width + 8


def bars(rows):
    """Return {"bars", "height", "words"} of [(label, number, words at the end)]; the longest bar is the largest number."""
    most = max((number for _, number, _ in rows), default=0) or 1
    drawn = [
        Bar(label, words, y=12 + index * ROW, width=max(round(LONGEST * number / most), 2 if number else 0))
        for index, (label, number, words) in enumerate(rows)
    ]
    return {"bars": drawn, "height": max(len(rows), 1) * ROW + 4, "words": "，".join(f"{label} {words}" for label, _, words in rows)}
