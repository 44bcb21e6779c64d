"""A cheap load: many programs over kept connections, from one thread that does little but wait.

It shares the machine with the server it measures, so requests are made up beforehand as bytes and answers are looked at
no further than their status; its own CPU is told. A request that is put off (503, 429) is sent again under its token
after as long as Retry-After says.
"""

import json
import select
import socket
import time
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

HOST = "127.0.0.1"


def request(
    path: str, key: str, token: str, body: object, method: str = "PUT", headers: Iterable[str] = ()
) -> bytes:
    """The bytes of a request of a program."""
    sent = json.dumps(body, separators=(",", ":")).encode()
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {HOST}",
        f"Authorization: Bearer {key}",
        "Content-Type: application/json",
        f"Content-Length: {len(sent)}",
        f"Idempotency-Key: {token}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + sent


@dataclass
class _Program:
    """One connection with what it has still to send."""

    line: socket.socket
    todo: deque[bytes]
    sent: float = 0.0
    first: float = 0.0
    heard: bytes = b""


@dataclass
class Load:
    """What came of it: seconds until each request was acknowledged at last, answers by status, CPU spent here."""

    waits: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds


def run(port: int, programs: Iterable[Iterable[bytes]], pause: float = 0.0) -> Load:
    """Each program sends its requests one after the other, ``pause`` seconds after an answer, all programs at once."""
    load, poll, lines, later = Load(), select.epoll(), {}, deque[tuple[float, _Program]]()
    for todo in programs:
        line = socket.create_connection((HOST, port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines[line.fileno()] = _Program(line, deque(todo))
        poll.register(line, select.EPOLLIN)
    begun, cpu = time.perf_counter(), time.process_time()
    busy = 0
    for program in lines.values():
        busy += _next(program)
    while busy:
        now = time.perf_counter()
        for fileno, _event in poll.poll(0.01 if later else None):
            program = lines[fileno]
            program.heard += program.line.recv(65536)
            if not _is_whole(program.heard):
                continue
            now = time.perf_counter()
            status = int(program.heard[9:12])
            load.answers[status] += 1
            if status in (429, 503):
                later.append((now + _patience(program.heard), program))
                program.heard = b""
                continue
            load.waits.append(now - program.first)
            program.heard = b""
            program.todo.popleft()
            if pause and program.todo:
                later.append((now + pause, program))
                program.first = now + pause
            else:
                busy += _next(program) - 1
        for _ in range(len(later)):
            due, program = later.popleft()
            if due <= now:
                _send(program)
            else:
                later.append((due, program))
    load.seconds, load.cpu = time.perf_counter() - begun, time.process_time() - cpu
    for program in lines.values():
        program.line.close()
    return load


def _next(program: _Program) -> bool:
    """Send the next request; whether there was one."""
    if not program.todo:
        return False
    program.first = time.perf_counter()
    _send(program)
    return True


def _send(program: _Program) -> None:
    program.line.sendall(program.todo[0])


def _is_whole(heard: bytes) -> bool:
    head, blank, body = heard.partition(b"\r\n\r\n")
    return bool(blank) and len(body) >= int(_header(head, b"content-length") or 0)


def _patience(heard: bytes) -> float:
    return float(_header(heard.partition(b"\r\n\r\n")[0], b"retry-after") or 1)


def _header(head: bytes, name: bytes) -> bytes:
    for line in head.split(b"\r\n"):
        if line[: len(name)].lower() == name:
            return line.partition(b":")[2].strip()
    return b""
