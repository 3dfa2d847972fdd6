"""Flat shapes as SVG text, on a canvas of 1600 by 1000: the vocabulary of all scenes."""

import math
from collections.abc import Sequence

WIDTH, HEIGHT = 1600, 1000
#: One palette for all pictures: civic blues, water and leaf greens, sand, and one warm accent.
NIGHT, INK, BLUE, SKY, PALE = "#0e2236", "#16324f", "#1f5c99", "#8fb8d6", "#dbe8ef"
TEAL, SEA, LEAF, MOSS = "#1f6f7c", "#4f9aa3", "#2c5f4a", "#7d9c5c"
PAPER, SAND, CLAY, STONE, WARM, GLOW = "#faf5ea", "#ead9b8", "#b98a5e", "#8d94a0", "#e0653a", "#f6c26b"

Point = tuple[float, float]


def drawing(*shapes: str) -> str:
    """A whole picture."""
    view = f'xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f"<svg {view}>{''.join(shapes)}</svg>"


def box(x: float, y: float, wide: float, high: float, fill: str, *, round_by: float = 0) -> str:
    """A rectangle."""
    return f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" rx="{round_by}" fill="{fill}"/>'


def disc(x: float, y: float, radius: float, fill: str) -> str:
    """A full circle: sun, moon, lamp, head."""
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}"/>'


def patch(points: Sequence[Point], fill: str) -> str:
    """A polygon."""
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon points="{joined}" fill="{fill}"/>'


def stroke(path: str, colour: str, width: float) -> str:
    """A line with round ends."""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"/>'


def backdrop(top: str, ground: str = "", horizon: float = HEIGHT) -> str:
    """Sky, and what lies under it from the horizon down."""
    below = box(0, horizon, WIDTH, HEIGHT - horizon, ground) if ground else ""
    return box(0, 0, WIDTH, HEIGHT, top) + below


def water(y: float, fill: str, *, height: float = 14, length: float = 160, shift: float = 0) -> str:
    """Everything below a wavy line."""
    path, x = f"M {-length - shift:.0f} {y}", -length - shift
    while x < WIDTH + length:
        path += f" q {length / 4:.0f} {-height} {length / 2:.0f} 0 t {length / 2:.0f} 0"
        x += length
    return f'<path d="{path} V {HEIGHT} H {-length * 2:.0f} Z" fill="{fill}"/>'


def hills(y: float, fill: str, *, height: float = 90, length: float = 620, shift: float = 0) -> str:
    """A soft range of hills from a line down."""
    points = [
        (x, y - height * (0.5 + 0.5 * math.sin((x + shift) / length * math.tau))) for x in range(0, WIDTH + 20, 20)
    ]
    return patch([*points, (WIDTH + 20, HEIGHT), (0, HEIGHT)], fill)


def glints(y: float, colour: str, *, count: int, x: float = 800, spread: float = 500, step: float = 36) -> str:
    """Short strokes of light on water, under a lamp or the moon."""
    found = ""
    for row in range(count):
        half = spread * (0.16 + 0.11 * ((row * 7) % 5))
        middle = x + ((row * 53) % 90) - 45
        found += stroke(f"M {middle - half:.0f} {y + row * step} H {middle + half:.0f}", colour, 5)
    return found


def person(x: float, y: float, tall: float, coat: str, *, skin: str = CLAY) -> str:
    """Somebody standing, feet at y: a coat, legs, a head."""
    unit = tall / 100
    legs = box(x - 9 * unit, y - 34 * unit, 7 * unit, 34 * unit, INK) + box(
        x + 2 * unit, y - 34 * unit, 7 * unit, 34 * unit, INK
    )
    shape = f"M {x - 17 * unit} {y - 28 * unit} L {x - 12 * unit} {y - 70 * unit} Q {x} {y - 84 * unit} {x + 12 * unit} {y - 70 * unit} L {x + 17 * unit} {y - 28 * unit} Z"
    return legs + f'<path d="{shape}" fill="{coat}"/>' + disc(x, y - 88 * unit, 11 * unit, skin)


def house(x: float, y: float, wide: float, high: float, wall: str, roof: str, *, lit: str = GLOW) -> str:
    """A house on the ground line y, with one lit window."""
    top = patch([(x - wide * 0.1, y - high), (x + wide / 2, y - high * 1.55), (x + wide * 1.1, y - high)], roof)
    window = box(x + wide * 0.38, y - high * 0.7, wide * 0.24, high * 0.3, lit)
    return box(x, y - high, wide, high, wall) + top + window


def crown(x: float, y: float, radius: float, fill: str) -> str:
    """The round crown of a tree, of three discs."""
    return (
        disc(x - radius * 0.7, y, radius * 0.75, fill)
        + disc(x + radius * 0.7, y, radius * 0.75, fill)
        + disc(x, y - radius * 0.5, radius, fill)
    )


def gauge(
    x: float, y: float, high: float, *, marks: int = 10, board: str = PAPER, ink: str = INK, accent: str = WARM
) -> str:
    """A staff gauge: a board with marks, every fifth long, one warm line where the water stands."""
    found = box(x, y - high, 64, high, board)
    for mark in range(marks):
        at = y - high + (mark + 0.5) * high / marks
        found += box(x, at, 46 if mark % 5 == 2 else 26, 6, ink)
    return found + box(x - 8, y - high * 0.36, 80, 8, accent)
