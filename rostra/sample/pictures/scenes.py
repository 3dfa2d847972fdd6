"""The scenes, one function a picture; each returns SVG."""

from rostra.sample.pictures.shapes import (
    BLUE,
    CLAY,
    GLOW,
    HEIGHT,
    INK,
    LEAF,
    MOSS,
    NIGHT,
    PALE,
    PAPER,
    SAND,
    SEA,
    SKY,
    STONE,
    TEAL,
    WARM,
    WIDTH,
    backdrop,
    box,
    crown,
    disc,
    drawing,
    gauge,
    glints,
    hills,
    house,
    patch,
    person,
    stroke,
    water,
)  # fmt: skip


def mangroves() -> str:
    """Trees with arched roots in calm water, high waves behind them, the moon."""
    trees = ""
    for x, y, size in (
        (120, 640, 92),
        (350, 660, 112),
        (600, 650, 98),
        (860, 668, 120),
        (1130, 652, 100),
        (1400, 664, 116),
    ):
        for spread in (-92, -52, -16, 22, 58, 98):
            trees += stroke(f"M {x} {y - 20} Q {x + spread * 0.9} {y + 20} {x + spread} {y + 190}", LEAF, 13)
        trees += crown(x, y - 90, size, LEAF) + crown(x + size * 0.3, y - 120, size * 0.6, "#3a765c")
    waves = water(420, TEAL, height=150, length=420) + water(500, BLUE, height=90, length=330, shift=120)
    return drawing(
        backdrop(NIGHT), disc(1290, 190, 84, GLOW), waves, water(585, INK, height=40, length=260, shift=40),
        box(0, 770, WIDTH, 230, SEA), trees, water(840, TEAL, height=8, length=200), glints(890, PALE, count=3, x=1240, spread=260),
    )  # fmt: skip


def river_gauge() -> str:
    """Steps down to a still river at dawn, a marked stone, a woman with a lamp."""
    steps = "".join(box(0, 420 + n * 62, 760 - n * 74, 62, (SAND, "#dcc79f")[n % 2]) for n in range(8))
    lamp = disc(415, 520, 70, "#f9d998") + disc(415, 520, 22, PAPER)
    return drawing(
        backdrop("#f3cfa6"), disc(1180, 470, 130, WARM), hills(500, "#8aa7b8", height=70, length=800),
        hills(520, "#5d8497", height=40, length=500, shift=200), box(0, 520, WIDTH, 480, SEA),
        glints(560, "#f6d9b4", count=8, x=1180, spread=300), steps, lamp, person(345, 606, 250, WARM),
        gauge(780, 980, 470), water(900, TEAL, height=8, length=220),
    )  # fmt: skip


def council_hall() -> str:
    """A round hall in rows, six coloured voices rising to one light."""
    rows = ""
    for row in range(5):
        y, count = 520 + row * 96, 9 + row * 2
        for seat in range(count):
            x = 800 + (seat - (count - 1) / 2) * (96 + row * 10)
            rows += disc(x, y, 24 + row * 3, (INK, BLUE, TEAL)[(seat + row) % 3]) + box(
                x - 34 - row * 3, y + 26, 68 + row * 6, 60, (INK, BLUE, TEAL)[(seat + row) % 3], round_by=26
            )
    colours = (WARM, GLOW, MOSS, SEA, BLUE, CLAY)
    rays = "".join(
        patch([(800, 60), (230 + n * 200, 420), (370 + n * 200, 420)], colour) for n, colour in enumerate(colours)
    )
    return drawing(
        backdrop(SAND, "#dcc79f", 420), box(160, 0, 1280, 420, PAPER), rays, disc(800, 60, 60, PAPER),
        box(560, 380, 480, 60, INK, round_by=8), rows,
    )  # fmt: skip


def sponge_park() -> str:
    """A city whose park drinks the rain: towers, ponds on terraces, walkers with umbrellas."""
    towers = ""
    for n, high in enumerate((300, 420, 250, 480, 360, 300, 440, 280)):
        x = 40 + n * 200
        towers += box(x, 560 - high, 130, high, (BLUE, "#3f77a8", INK)[n % 3])
        towers += "".join(
            box(x + 22 + c * 36, 590 - high + r * 52, 16, 26, PALE) for c in range(3) for r in range(int(high / 60))
        )
    rain = "".join(stroke(f"M {(n * 211) % 1600} {(n * 97) % 520} l -14 40", PALE, 4) for n in range(46))
    ponds = "".join(
        f'<ellipse cx="{x}" cy="{y}" rx="{w}" ry="{w * 0.24}" fill="{TEAL}"/><ellipse cx="{x}" cy="{y - 8}" rx="{w * 0.86}" ry="{w * 0.19}" fill="{SEA}"/>'
        for x, y, w in ((360, 720, 250), (980, 700, 210), (1370, 800, 220), (720, 880, 330))
    )
    walkers = ""
    for x, y, colour in ((600, 770, WARM), (1180, 740, GLOW)):
        walkers += (
            person(x, y + 60, 150, INK) + f'<path d="M {x - 80} {y - 80} a 80 66 0 0 1 160 0 z" fill="{colour}"/>'
        )
    reeds = "".join(
        stroke(f"M {90 + n * 29} {980 - (n * 37) % 60} v -{70 + (n * 23) % 50}", LEAF, 7) for n in range(50)
    )
    return drawing(
        backdrop("#9fb9c9", MOSS, 560),
        towers,
        rain,
        hills(640, "#93ad70", height=40, length=900),
        ponds,
        walkers,
        reeds,
    )


def _ferry(x: float, y: float, size: float, hull: str = WARM) -> str:
    u = size / 100
    body = patch(
        [(x - 230 * u, y - 60 * u), (x + 230 * u, y - 60 * u), (x + 180 * u, y + 22 * u), (x - 180 * u, y + 22 * u)],
        hull,
    )
    cabin = box(x - 120 * u, y - 130 * u, 240 * u, 70 * u, PAPER) + box(x - 40 * u, y - 180 * u, 90 * u, 50 * u, INK)
    panes = "".join(box(x - 100 * u + n * 44 * u, y - 112 * u, 26 * u, 30 * u, SKY) for n in range(5))
    return body + cabin + panes + box(x + 8 * u, y - 240 * u, 22 * u, 60 * u, INK)


def ferry_dawn() -> str:
    """The first ferry of the day leaves a quay in a pink dawn."""
    town = "".join(
        house(40 + n * 118, 470, 92, 90 + (n * 37) % 70, (PAPER, SAND, PALE)[n % 3], (CLAY, INK, BLUE)[n % 3])
        for n in range(6)
    )
    return drawing(
        backdrop("#f2c9b4"), disc(1150, 380, 110, GLOW), hills(450, "#b7a7b4", height=60, length=900), box(0, 470, 760, 40, STONE),
        box(0, 505, WIDTH, 495, SEA), town, glints(540, "#f8e2c4", count=9, x=1150, spread=300),
        _ferry(760, 700, 150), water(720, TEAL, height=10, length=200), water(850, BLUE, height=14, length=260, shift=60),
    )  # fmt: skip


def ferry_market() -> str:
    """On deck at noon: passengers, bicycles, baskets."""
    people = "".join(
        person(
            230 + n * 190,
            820 + (n % 2) * 40,
            300 + (n * 31) % 60,
            (BLUE, WARM, TEAL, GLOW, LEAF, INK, CLAY)[n],
            skin=(CLAY, "#8a5a3b", "#d9b08c")[n % 3],
        )
        for n in range(7)
    )
    rail = box(0, 560, WIDTH, 14, PAPER) + "".join(box(n * 100 + 40, 560, 10, 190, PAPER) for n in range(16))
    wheels = "".join(
        f'<circle cx="{x}" cy="850" r="62" fill="none" stroke="{INK}" stroke-width="10"/>' for x in (1330, 1500)
    )
    frame = stroke("M 1330 850 L 1400 750 H 1470 L 1500 850 M 1400 750 L 1420 850 L 1470 750", WARM, 12)
    baskets = "".join(
        box(90 + n * 480, 890, 130, 70, CLAY, round_by=18)
        + "".join(disc(115 + n * 480 + k * 40, 885, 24, (WARM, GLOW, MOSS)[k]) for k in range(3))
        for n in range(3)
    )
    return drawing(
        backdrop("#bcd7e6"), disc(300, 170, 80, GLOW), hills(430, MOSS, height=60, length=760), box(0, 430, WIDTH, 330, SEA),
        water(480, TEAL, height=8, length=180), rail, box(0, 750, WIDTH, 250, SAND), people, wheels, frame, baskets,
    )  # fmt: skip


def ferry_night() -> str:
    """The last crossing: a lit ferry, stars, lights of both banks on the water."""
    stars = "".join(disc((n * 257) % 1600, (n * 131) % 400, 2 + n % 3, PAPER) for n in range(60))
    banks = "".join(disc(60 + n * 108, 470 - (n * 29) % 46, 8, GLOW) for n in range(15))
    return drawing(
        backdrop(NIGHT), stars, hills(500, "#0a1a2a", height=90, length=900), banks, box(0, 500, WIDTH, 500, INK),
        glints(640, GLOW, count=9, x=800, spread=420), _ferry(800, 640, 130, hull=BLUE), water(660, "#122b45", height=8, length=210),
        glints(720, GLOW, count=6, x=800, spread=260),
    )  # fmt: skip


def school_gauge() -> str:
    """Children by a stream, a gauge painted by them, a school on the hill."""
    children = "".join(person(x, 800, tall, coat, skin=skin) for x, tall, coat, skin in (
        (380, 190, WARM, CLAY), (520, 170, BLUE, "#8a5a3b"), (650, 200, GLOW, CLAY), (1180, 180, LEAF, "#d9b08c"), (1310, 200, WARM, "#8a5a3b")))  # fmt: skip
    school = (
        box(980, 330, 330, 150, PAPER)
        + patch([(950, 330), (1145, 230), (1340, 330)], WARM)
        + "".join(box(1010 + n * 76, 370, 44, 56, BLUE) for n in range(4))
    )
    stream = f'<path d="M 620 1000 Q 760 820 900 760 T 880 560 T 760 470 L 820 470 T 1010 570 T 1060 780 T 1180 1000 Z" fill="{SEA}"/>'
    trees = "".join(
        box(x - 8, y - 60, 16, 80, CLAY) + crown(x, y - 110, 66, LEAF) for x, y in ((160, 560), (300, 520), (1480, 560))
    )
    return drawing(
        backdrop("#cfe3ea"), disc(240, 180, 90, GLOW), hills(520, "#a9c08a", height=110, length=1300), hills(620, MOSS, height=70, length=1000, shift=500),
        school, stream, trees, gauge(800, 900, 300, marks=8), children,
    )  # fmt: skip


def ice_break() -> str:
    """Floes drift down a wide river past wooden houses; one of them carries a spruce."""
    floes = ""
    for n, (x, y, w) in enumerate(
        (
            (120, 620, 260),
            (470, 580, 200),
            (820, 640, 300),
            (1240, 590, 250),
            (300, 780, 330),
            (760, 830, 380),
            (1290, 770, 320),
            (90, 930, 260),
            (1120, 940, 360),
            (1520, 900, 200),
        )
    ):
        points = [
            (x - w / 2, y),
            (x - w * 0.3, y - w * 0.16),
            (x + w * 0.34, y - w * 0.18),
            (x + w / 2, y - w * 0.02),
            (x + w * 0.22, y + w * 0.12),
            (x - w * 0.26, y + w * 0.11),
        ]
        floes += patch([(px, py + 18) for px, py in points], "#9dbfd0") + patch(points, (PAPER, PALE)[n % 2])
    spruce = "".join(
        patch([(760, 620 - n * 44), (760 - 64 + n * 13, 700 - n * 44), (760 + 64 - n * 13, 700 - n * 44)], LEAF)
        for n in range(3)
    ) + box(752, 690, 16, 50, CLAY)
    houses = "".join(house(120 + n * 250, 470, 130, 90, (CLAY, "#a5764c")[n % 2], (INK, BLUE)[n % 2]) for n in range(6))
    forest = "".join(
        patch([(n * 46, 440), (n * 46 + 26, 320 - (n * 31) % 50), (n * 46 + 52, 440)], "#3d6758") for n in range(36)
    )
    return drawing(
        backdrop("#e7dccb"),
        disc(1330, 220, 90, WARM),
        forest,
        box(0, 430, WIDTH, 90, PAPER),
        houses,
        box(0, 515, WIDTH, 485, TEAL),
        floes,
        spruce,
    )


def lighthouse() -> str:
    """A lighthouse on a dune coast, its beam over the evening sea."""
    tower = patch([(1130, 700), (1160, 260), (1260, 260), (1290, 700)], PAPER)
    bands = "".join(
        patch(
            [
                (1134 + n * 9, 640 - n * 130),
                (1286 - n * 9, 640 - n * 130),
                (1281 - n * 9, 570 - n * 130),
                (1139 + n * 9, 570 - n * 130),
            ],
            WARM,
        )
        for n in range(3)
    )
    beam = patch([(1210, 215), (0, 60), (0, 330)], "#f3dba6")
    grass = "".join(
        stroke(f"M {820 + n * 24} {820 - (n % 7) * 12} q 10 -40 {24 if n % 2 else -16} -70", MOSS, 6) for n in range(32)
    )
    dune = f'<path d="M 560 1000 Q 820 640 1160 690 T 1600 640 V 1000 Z" fill="{SAND}"/>'
    return drawing(
        backdrop("#5a7f9c"), box(0, 380, WIDTH, 180, "#7fa0b5"), beam, box(0, 560, WIDTH, HEIGHT - 560, BLUE), water(620, INK, height=10, length=230),
        glints(600, "#f3dba6", count=5, x=380, spread=360), dune, tower, bands, box(1150, 190, 120, 74, INK), disc(1210, 226, 30, GLOW),
        patch([(1140, 190), (1210, 130), (1280, 190)], INK), grass,
    )  # fmt: skip
