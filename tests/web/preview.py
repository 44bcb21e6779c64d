"""Draw the shell and every component with sample data.

``python tests/web/preview.py FOLDER`` renders static pages in both languages and photographs them on a
desktop and on a phone, light and dark; with ``--pages-only`` it stops before the photographs. Needs the
built assets and Chromium. Fails when the browser reports an error or a page is wider than its screen.
"""

import argparse
import itertools
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
os.environ["DJANGO_SETTINGS_MODULE"] = "web.preview_settings"

import django  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.utils.translation import override  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from web.preview_samples import sample  # noqa: E402
from web.preview_server import serve  # noqa: E402

LANGUAGES = ("zh-hans", "en")
PAGES = {
    "today": "preview_today.html",
    "district": "preview_district.html",
    "reports": "preview_reports.html",
    "plan": "preview_plan.html",
    "login": "login.html",
    "404": "404.html",
    "500": "500.html",
}
SCREENS = {"desktop": (1440, 900), "phone": (390, 844)}


def render(folder: Path) -> None:
    """Write every page in both languages, and the static files beside them."""
    shutil.copytree(ROOT / "src" / "luoshi" / "web" / "static", folder / "static")
    for language in LANGUAGES:
        home(folder, language).mkdir(exist_ok=True)
        with override(language):
            for name, template in PAGES.items():
                request = RequestFactory().get(f"/{name}.html")
                page = render_to_string(template, sample(name), request)
                (home(folder, language) / f"{name}.html").write_text(page, encoding="utf-8")


def home(folder: Path, language: str) -> Path:
    """Chinese pages lie at the root, where the links of the shell lead; English ones beside them."""
    return folder if language == LANGUAGES[0] else folder / language


def photograph(folder: Path, address: str) -> list[str]:
    """Take all pictures; returns what the browser complained about."""
    complaints: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"))
        for screen, (width, height) in SCREENS.items():
            for theme in ("light", "dark"):
                tab = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
                listen(tab, complaints)
                for language, name in itertools.product(LANGUAGES, PAGES):
                    path = home(Path("/"), language) / f"{name}.html"
                    tab.goto(f"{address}{path}")
                    tab.wait_for_load_state("networkidle")
                    tab.screenshot(path=folder / f"{name}-{screen}-{theme}-{language}.png")
                    if tab.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                        complaints.append(f"wider than the {screen} screen: {language}/{name}")
                tab.close()
        browser.close()
    return complaints


def listen(tab: Page, complaints: list[str]) -> None:
    """Collect the errors of the page, among them what the content policy refused."""
    tab.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="an empty or new folder")
    parser.add_argument("--pages-only", action="store_true")
    options = parser.parse_args()
    django.setup()
    options.folder.mkdir(parents=True, exist_ok=True)
    render(options.folder)
    if options.pages_only:
        return 0
    with serve(options.folder) as address:
        complaints = photograph(options.folder, address)
    sys.stdout.write("\n".join([f"pictures in {options.folder}", *sorted(set(complaints)), ""]))
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
