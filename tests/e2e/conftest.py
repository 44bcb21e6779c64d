"""A real Chromium against the demonstration, served by the product's own server."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from demonstration import Told
from served import served

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser tests of a run share one worker, and so one server and one browser."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass(frozen=True)
class Site:
    """The demonstration being served; ``database`` tells which keys its things have."""

    address: str
    database: Path

    def key(self, question: str) -> int:
        """The first number that the question gives."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            (found,) = connection.execute(question).fetchone()
        return int(found)


@pytest.fixture(scope="session")
def site(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, served until the session ends."""
    home = tmp_path_factory.mktemp("served")
    with served(told, home) as address:
        yield Site(address, home / told.database.name)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"needs Debian's chromium at {CHROMIUM}")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@dataclass
class Reader:
    """Somebody at a screen, with everything that the browser complained about."""

    page: Page
    site: Site
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a page of the site."""
        self.page.goto(self.site.address + path)
        return self.page


Sit = Callable[..., Reader]


@pytest.fixture(scope="session")
def sessions(browser: Browser, site: Site) -> Callable[[str], Any]:
    """Cookies of each of the cast, signed in once by the one click of the demonstration."""
    known: dict[str, Any] = {}

    def session_of(person: str) -> Any:
        if person not in known:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{site.address}/sign-in/")
            page.locator(f"form[action='/sign-in/demo/{person}/'] button").click()
            page.wait_for_url(f"{site.address}/")
            known[person] = context.storage_state()
            context.close()
        return known[person]

    return session_of


@pytest.fixture
def sit(browser: Browser, site: Site, sessions: Callable[[str], Any]) -> Iterator[Sit]:
    """Let somebody sit down at a screen: ``sit("supervisor", PHONE, "dark")``. A complaint of the browser, a breach of
    the content policy among them, fails the test."""
    readers: list[tuple[Reader, BrowserContext]] = []

    def at(person: str | None, screen: dict[str, int] | None = None, colours: str = "light") -> Reader:
        context = browser.new_context(
            viewport=screen or DESK,
            color_scheme=colours,
            storage_state=sessions(person) if person else None,
        )
        reader = Reader(context.new_page(), site)
        reader.page.on("pageerror", lambda error: reader.complaints.append(str(error)))
        reader.page.on("console", lambda line: line.type == "error" and reader.complaints.append(line.text))
        readers.append((reader, context))
        return reader

    yield at
    for _reader, context in readers:
        context.close()
    assert [reader.complaints for reader, _context in readers if reader.complaints] == []
