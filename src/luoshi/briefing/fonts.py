"""The project's open-licence Chinese font, so that charts read the same on every machine (图表字体)."""

from functools import cache
from pathlib import Path

import vl_convert

FAMILY = "Noto Sans SC"
FILES = ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf")


def fonts_dir() -> Path:
    """Return the folder where the asset build puts the fonts.

    Raises FileNotFoundError naming the missing file and how to mend it.
    """
    folder = Path(__file__).resolve().parents[1] / "web" / "static" / "dist" / "fonts"
    for name in FILES:
        if not (folder / name).is_file():
            raise FileNotFoundError(f"chart font {name} is not in {folder}; run `make assets` to fetch it")
    return folder


@cache
def register_fonts() -> None:
    """Make the fonts known to the chart renderer, once a process."""
    vl_convert.register_font_directory(str(fonts_dir()))
