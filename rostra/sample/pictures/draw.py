"""Draw the sample's pictures: `python -m rostra.sample.pictures.draw`. What it draws is committed beside it."""

import io
from collections.abc import Callable
from pathlib import Path

import vl_convert
from PIL import Image

from rostra.sample.pictures import scenes

#: File name -> scene. Each is 1600 pixels wide and stays under `MOST_BYTES`.
SCENES: dict[str, Callable[[], str]] = {
    "mangroves.png": scenes.mangroves,
    "river-gauge.png": scenes.river_gauge,
    "council-hall.png": scenes.council_hall,
    "sponge-park.png": scenes.sponge_park,
    "ferry-dawn.png": scenes.ferry_dawn,
    "ferry-market.png": scenes.ferry_market,
    "ferry-night.png": scenes.ferry_night,
    "school-gauge.png": scenes.school_gauge,
    "ice-break.png": scenes.ice_break,
    "lighthouse.png": scenes.lighthouse,
}
MOST_BYTES = 150_000


def picture(scene: Callable[[], str]) -> bytes:
    """A scene as PNG with few colours: the shapes are flat, so that nothing is lost but bytes."""
    drawn = Image.open(io.BytesIO(vl_convert.svg_to_png(scene()))).convert("RGB")
    out = io.BytesIO()
    drawn.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def draw(folder: Path) -> dict[str, int]:
    """Write every picture into a folder; returns the sizes in bytes."""
    sizes = {}
    for name, scene in SCENES.items():
        content = picture(scene)
        (folder / name).write_bytes(content)
        sizes[name] = len(content)
    return sizes


if __name__ == "__main__":
    draw(Path(__file__).resolve().parent)
