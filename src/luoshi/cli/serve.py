"""``luoshi serve``: the pages, by the product's own web server."""

from __future__ import annotations

import logging
import os
from typing import Annotated

import typer

# Threads that do nothing but wait, with the report of a program each, until it is on record together with the others.
AT_THE_DOOR = 28
# Seconds a process has for what it was asked before it is ended.
LONGEST_STOP = 10


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(help="Processes; more than one only with PostgreSQL.")] = 1,
    threads: Annotated[int, typer.Option(min=1, help="Requests a process computes at once.")] = 4,
) -> None:
    """Serve the pages until interrupted."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")
    os.environ["LUOSHI_AT_ONCE"] = str(threads)
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # Its advice on the number of threads is about such that compute.
    logging.getLogger("_granian").addFilter(lambda line: "Python threads" not in str(line.msg))
    Granian(
        "luoshi.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads + AT_THE_DOOR,
        log_level=LogLevels.warning,
        # One that is still loading does not hear that it shall stop; what was acknowledged is durable.
        workers_kill_timeout=LONGEST_STOP,
    ).serve()
