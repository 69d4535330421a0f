"""The picture of the doors: every place a person can tell, and how likely it passes something on.

An SVG without script, style sheet or font of its own. Shape, word and shade all say the same, so that nothing depends
on colour. The words beside the picture say it again for those who cannot see it.
"""

from __future__ import annotations

from html import escape

from bot.nlg.speaker import PICTURE_MARKS, Speaker

COLUMNS = 3
CELL_WIDTH, CELL_HEIGHT = 200, 150
MARGIN = 12
LINE_LENGTH = 19

# Fill, and the sign drawn on the door: a path inside a 40 by 40 box.
LOOKS = {
    "picture.likely": ("#7a1f1f", "M20 4 L37 35 H3 Z M20 14 V24 M20 28 V31"),
    "picture.possible": ("#8a5a00", "M20 4 A16 16 0 1 1 19.9 4 Z M20 12 V23 M20 27 V30"),
    "picture.partly": ("#2f5d73", "M20 4 A16 16 0 1 1 19.9 4 Z M20 4 V36"),
    "picture.unknown": ("#4a4a55", "M20 4 A16 16 0 1 1 19.9 4 Z M14 16 A6 6 0 1 1 20 22 V25 M20 29 V31"),
}


def doors_picture(speaker: Speaker) -> bytes:
    """The picture in the speaker's language; right-to-left languages read it from the right."""
    doors = speaker.library.doors
    rows = -(-len(doors) // COLUMNS)
    width = COLUMNS * CELL_WIDTH + 2 * MARGIN
    height = rows * CELL_HEIGHT + 2 * MARGIN
    right_to_left = speaker.language.direction == "rtl"
    cells = []
    for index, door in enumerate(doors):
        row, column = divmod(index, COLUMNS)
        if right_to_left:
            column = COLUMNS - 1 - column
        look = LOOKS[PICTURE_MARKS[door.door.may_pass_on]]
        place = (MARGIN + column * CELL_WIDTH, MARGIN + row * CELL_HEIGHT)
        cells.append(_door(speaker.say(door.title), speaker.door_mark(door), look, place))
    direction = "rtl" if right_to_left else "ltr"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" lang="{speaker.language.code}" direction="{direction}" font-family="system-ui, sans-serif" '
        f'text-anchor="middle"><title>{escape(speaker.label("picture.title"))}</title>'
        f"<desc>{escape(speaker.label('picture.alt'))}</desc>"
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>{"".join(cells)}</svg>'
    ).encode()


def _door(title: str, mark: str, look: tuple[str, str], place: tuple[int, int]) -> str:
    colour, sign = look
    x, y = place
    middle = x + CELL_WIDTH // 2
    lines = "".join(
        f'<text x="{middle}" y="{y + 108 + 18 * number}" font-size="15" fill="#1c1c22">{escape(line)}</text>'
        for number, line in enumerate(_lines(title))
    )
    return (
        f'<g><rect x="{middle - 62}" y="{y + 6}" width="124" height="84" rx="6" fill="{colour}"/>'
        f'<g transform="translate({middle - 20} {y + 12})" fill="none" stroke="#ffffff" stroke-width="3" '
        f'stroke-linecap="round" stroke-linejoin="round"><path d="{sign}"/></g>'
        f'<text x="{middle}" y="{y + 78}" font-size="16" font-weight="bold" fill="#ffffff">{escape(mark)}</text>'
        f"{lines}</g>"
    )


def _lines(title: str) -> list[str]:
    """A title on at most two lines, cut between words."""
    words, lines = title.split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LINE_LENGTH and len(lines) < 2:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
