"""A folder that appears whole or not at all (整体写出)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem, Refused


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` to write into, which takes the name ``out`` when the block ends without an error.

    Whatever goes wrong, nothing of it is left. Refused where ``out`` exists already or cannot be written.
    """
    try:
        if out.exists() or out.is_symlink():
            raise _refused(out, _("It exists already."), _("Name a folder that does not exist yet."))
        made = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.absolute().parent))
    except OSError as error:
        raise _refused(out, *_unwritable(error)) from error
    try:
        yield made
        made.chmod(0o755)
        made.rename(out)
    except OSError as error:
        raise _refused(out, *_unwritable(error)) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _unwritable(error: OSError) -> tuple[str, str]:
    return (
        str(_("The folder cannot be written: %s.") % (error.strerror or error)),
        str(_("Check its name, the folder above it and the space left.")),
    )


def _refused(out: Path, what: object, mend: object) -> Refused:
    return Refused(Problem(str(out), str(what), str(mend)))
