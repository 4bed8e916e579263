"""Share cards: the picture that services show beside a link, 1200 x 630.

    Card --draw(fonts)--> PNG bytes

Pillow draws them; it is an extra (`images`), and without it a site has no cards. No
font is shipped: Pillow brings one of its own, which has little more than ASCII, and a
theme may bring others (`card-fonts/`). What no font can write is left off the card; a
box in the place of a letter never stands on one.

Text is drawn in shades of gray, which become indexes of a palette of 16 colors: a card
takes about 20 kB and 15 ms.
"""

import io
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.render.text import plain

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
EDITION = 1  # of the drawing; a new one makes all cards anew
FONTS = "card-fonts"  # folder of a theme

_MARGIN = 80
_INNER = WIDTH - 2 * _MARGIN
_TITLE_TOP, _TITLE_BOTTOM = 212, 460
_TITLE_SIZES = (92, 78, 66, 56)
_LINE = 1.16  # height of a line, in sizes
_BARS = 96  # height of the chart at the bottom
_INK, _MUTED = 255, 165  # shades before the palette
_SHADES = 14
_BAR, _MARK = 14, 15  # indexes of the palette after the shades
_PAPER, _DARK = (251, 249, 244), (31, 36, 38)
_ACCENT, _ACCENT_SOFT = (12, 92, 98), (158, 193, 193)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015", "-"))
_NEGLIGIBLE = frozenset({"So", "Sk", "Cf", "Mn", "Co", "Cn"})

# What Pillow's own font draws (seen in 11 and 13; a test asks the one installed).
OWN = frozenset(
    "".join(map(chr, range(0x20, 0x7F)))
    + "\xa9\xab\xb0\xb1\xb4\xb7\xbb\u2018\u2019\u201c\u201d\u2026"
    + "\u2039\u203a\u2044\u2122"
)


class Card(msgspec.Struct, frozen=True, array_like=True):
    """What stands on a card. All text is plain; any may be empty."""

    site: str
    title: str
    kicker: str = ""  # above the title: channel and date
    facts: str = ""  # below it: counts
    bars: tuple[int, ...] = ()  # messages per slice, along the bottom
    is_rtl: bool = False


def drawing_version() -> str:
    """Return what shapes cards besides their values; empty if none can be drawn."""
    try:
        return f"{EDITION}/{version('pillow')}"
    except PackageNotFoundError:
        return ""


def is_legible(card: Card, fonts: Sequence[Path] = ()) -> bool:
    """Return whether a card's title or the site's name can be written.

    Fonts that a theme brings are taken to fit its site's language; Pillow is not asked,
    so that a build without new cards does not load it.
    """
    return bool(fonts) or any(_written(t, None) for t in (card.title, card.site))


def draw(card: Card, fonts: Sequence[Path] = ()) -> bytes:
    """Return a card as PNG.

    Args:
        card: What to show.
        fonts: Font files, tried in order before Pillow's own.
    """
    from PIL import Image, ImageDraw  # noqa: PLC0415 - an extra

    shades = Image.new("L", (WIDTH, HEIGHT))
    pen = _Pen(ImageDraw.Draw(shades), tuple(fonts), is_rtl=card.is_rtl)
    pen.line(card.site, 34, 70, _INK, indent=38)
    pen.line(card.kicker, 30, 160, _MUTED)
    pen.block(card.title)
    pen.line(card.facts, 30, HEIGHT - _BARS - 62, _MUTED)
    picture = shades.point([shade * (_SHADES - 1) // 255 for shade in range(256)])
    picture.putpalette(_palette())
    _shapes(ImageDraw.Draw(picture), card)
    file = io.BytesIO()
    picture.save(file, "PNG", bits=4, compress_level=3)
    return file.getvalue()


def _shapes(draw: "ImageDraw.ImageDraw", card: Card) -> None:
    """Draw what is no text: the mark beside the site's name, and the chart."""
    left = WIDTH - _MARGIN - 18 if card.is_rtl else _MARGIN
    draw.rectangle((left, 70, left + 17, 70 + 37), fill=_MARK)
    most = max(card.bars, default=0)
    if most == 0:
        draw.rectangle((0, HEIGHT - 22, WIDTH, HEIGHT), fill=_MARK)
        return
    step = _INNER / len(card.bars)
    for number, count in enumerate(card.bars):
        start = _MARGIN + round(number * step)
        stop = _MARGIN + round((number + 1) * step) - max(1, round(step / 8))
        if count:
            top = HEIGHT - max(3, round(_BARS * count / most))
            draw.rectangle((start, top, max(start, stop), HEIGHT), fill=_BAR)
    draw.rectangle((0, HEIGHT - 6, WIDTH, HEIGHT), fill=_MARK)


def _palette() -> list[int]:
    mixed = [
        round(light + (dark - light) * shade / (_SHADES - 1))
        for shade in range(_SHADES)
        for light, dark in zip(_PAPER, _DARK, strict=True)
    ]
    return [*mixed, *_ACCENT_SOFT, *_ACCENT]


class _Pen:
    """Writes text on a picture, with a font that has all its letters."""

    def __init__(
        self, draw: "ImageDraw.ImageDraw", fonts: tuple[Path, ...], *, is_rtl: bool
    ) -> None:
        self._draw = draw
        self._fonts = fonts
        self._is_rtl = is_rtl

    def line(self, text: str, size: int, top: int, shade: int, indent: int = 0) -> None:
        """Write one line, cut at the edge."""
        face, words = self._face(text, size)
        if face is not None:
            self._write(_cut(words, face, _INNER - indent), face, top, shade, indent)

    def block(self, text: str) -> None:
        """Write the title: as large as fits, in lines."""
        for size in _TITLE_SIZES:
            face, words = self._face(text, size)
            if face is None:
                return
            room = int((_TITLE_BOTTOM - _TITLE_TOP) / (size * _LINE))
            lines = wrapped(words, face, _INNER)
            fits = len(lines) <= room and all(
                face.getlength(x) <= _INNER for x in lines
            )
            if not fits and size != _TITLE_SIZES[-1]:
                continue
            lines = [*lines[: room - 1], " ".join(lines[room - 1 :])]
            for number, line in enumerate(lines):
                top = _TITLE_TOP + round(number * size * _LINE)
                self._write(_cut(line, face, _INNER), face, top, _INK)
            return

    def _write(
        self,
        text: str,
        face: "ImageFont.FreeTypeFont",
        top: int,
        shade: int,
        indent: int = 0,
    ) -> None:
        left = _MARGIN + indent
        if self._is_rtl:
            left = WIDTH - left - round(face.getlength(text))
        self._draw.text((left, top), text, fill=shade, font=face)

    def _face(
        self, text: str, size: int
    ) -> "tuple[ImageFont.FreeTypeFont | None, str]":
        for path in (*self._fonts, None):
            found = _written(text, path)
            if found:
                return _font(path, size), found
        return None, ""


def wrapped(text: str, face: "ImageFont.FreeTypeFont", width: int) -> list[str]:
    """Break a text at spaces into lines of at most a width, where words allow it."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(text: str, face: "ImageFont.FreeTypeFont", width: int) -> str:
    """Return as much of a text as fits, marked if something is missing."""
    if face.getlength(text) <= width:
        return text
    fits, over = 0, min(len(text), 400)
    while over - fits > 1:
        middle = (fits + over) // 2
        shorter = f"{text[:middle].rstrip()}..."
        fits, over = (
            (middle, over) if face.getlength(shorter) <= width else (fits, middle)
        )
    return f"{text[:fits].rstrip()}..."


def _written(text: str, path: Path | None) -> str:
    """Return a text as a font can write it; empty if letters would be missing.

    Dashes become hyphens and pictures are left out where the font lacks them.
    """
    text = " ".join(plain(text).split())
    lacks = {char for char in text if not _has(char, path)}
    if lacks:
        text = "".join(c.translate(_DASHES) if c in lacks else c for c in text)
        missing = {char for char in lacks if char in text}
        if any(unicodedata.category(char) not in _NEGLIGIBLE for char in missing):
            return ""
        text = "".join(char for char in text if char not in missing)
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def _has(char: str, path: Path | None) -> bool:
    """Return whether a font draws a character as anything but its box for none."""
    if path is None or char.isspace():
        return char in OWN or char.isspace()
    face = _font(path, 40)
    drawn, none = face.getmask(char), face.getmask("\uffff")
    return drawn.size[0] > 0 and (
        drawn.size != none.size or bytes(drawn) != bytes(none)
    )


@lru_cache(maxsize=64)
def _font(path: Path | None, size: int) -> "ImageFont.FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415 - an extra

    if path is not None:
        return ImageFont.truetype(str(path), size)
    face = ImageFont.load_default(size)
    if not isinstance(face, ImageFont.FreeTypeFont):
        raise TypeError("this Pillow was built without FreeType")
    return face


def font_files(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Return the fonts that a theme's folders bring, the strongest theme's first."""
    return tuple(
        path
        for folder in folders
        for path in sorted((folder / FONTS).glob("*.[to]tf"))
        if path.is_file()
    )
