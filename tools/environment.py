"""Set up the virtual environment that every command of the Makefile runs in.

``python tools/environment.py FOLDER [--node]`` creates FOLDER, installs exactly what requirements.lock
names, each file checked against its hash, and the package itself in place. Stamps over the lock and the
Python version make a second run a matter of milliseconds. ``--node`` adds the Node wheel where the machine
has no Node of its own.

Standard library only. It is read by whatever Python the machine has, so that an old one gets a sentence
instead of a syntax error.
"""

from __future__ import print_function

import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
OLDEST_NODE = 18
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main(folder, with_node):
    """Bring the environment up to date; the exit code is 1, with a sentence, when that fails."""
    if sys.version_info < OLDEST:
        have = ".".join(map(str, sys.version_info[:2]))
        return fail(
            "Luoshi needs Python 3.11 or later; this is %s." % have,
            "Install a newer one and name it: make demo PYTHON=python3.11",
        )
    python = os.path.join(folder, "bin", "python")
    if outdated(folder, "requirements.lock"):
        print("Setting up %s (once; a few minutes)" % folder)
        if run(sys.executable, "-m", "venv", "--clear", folder):
            return fail("No virtual environment could be made.", "On Debian: apt install python3-venv")
        if install(python, "--require-hashes", "-r", os.path.join(ROOT, "requirements.lock")):
            return fail("The locked packages could not be installed.", "Is the package registry reachable?")
        remember(folder, "requirements.lock")
    if outdated(folder, "pyproject.toml"):
        if install(python, "--no-deps", "--no-build-isolation", "--editable", ROOT):
            return fail("The package itself could not be installed.", "See the message above.")
        remember(folder, "pyproject.toml")
    if with_node and not has_node() and outdated(folder, "requirements-node.lock"):
        if install(python, "--require-hashes", "-r", os.path.join(ROOT, "requirements-node.lock")):
            return fail("Node could not be installed.", "Install Node 18 or later, then run make again.")
        remember(folder, "requirements-node.lock")
    return 0


def install(python, *what):
    """Install ``what`` into the environment; the exit code of pip."""
    return run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what)


def has_node():
    """Whether the machine has Node and npm, recent enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return False
    told = subprocess.run([node, "--version"], stdout=subprocess.PIPE, universal_newlines=True, check=False)
    major = told.stdout.strip().lstrip("v").split(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE


def outdated(folder, name):
    """Whether the file ``name`` or the Python differs from when the environment was last set up from it."""
    path = stamp(folder, name)
    if not os.path.isfile(path):
        return True
    with open(path) as file:
        return file.read().strip() != digest(name)


def remember(folder, name):
    """Stamp the environment as set up from ``name``."""
    with open(stamp(folder, name), "w") as file:
        file.write(digest(name) + "\n")


def stamp(folder, name):
    """Where the stamp over ``name`` lies."""
    return os.path.join(folder, "." + name + ".stamp")


def digest(name):
    """SHA-256 over the file and the version of Python."""
    total = hashlib.sha256(sys.version.encode("utf-8"))
    with open(os.path.join(ROOT, name), "rb") as file:
        total.update(file.read())
    return total.hexdigest()


def run(*words):
    """Run a command; its exit code."""
    return subprocess.call(list(words))


def fail(what, mend):
    """Say what is wrong and how to mend it; 1."""
    sys.stderr.write("%s\n%s\n" % (what, mend))
    return 1


if __name__ == "__main__":
    sys.exit(main(os.path.join(ROOT, sys.argv[1]), "--node" in sys.argv[2:]))
