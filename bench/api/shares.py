"""Whose time a request takes: another thread looks a thousand times a second at where the asking one is."""

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

ROOT = str(Path(__file__).resolve().parents[2])
OURS = ("accounts", "blog", "es_core", "conduit_site")
OF_PACKAGE = {
    "psycopg": "psycopg", "psycopg_pool": "psycopg", "psycopg_binary": "psycopg", "ninja": "Ninja",
    "pydantic": "Ninja", "django": "Django", "corsheaders": "Django", "csp": "Django", "django_htmx": "Django",
    "axes": "Django", "whitenoise": "Django",
}  # fmt: skip
PARTS = ("Postgres", "psycopg", "Django", "Ninja", "our code", "the rest")
EVERY = 0.001  # seconds


def shares(call: Callable[[], object], seconds: float) -> tuple[dict[str, float], float]:
    """Of the time that `call` takes, again and again; and the seconds of one."""
    seen: Counter[str] = Counter()
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(threading.get_ident(), seen, ended))
    before, calls = sys.getswitchinterval(), 0
    sys.setswitchinterval(EVERY / 4)
    watcher.start()
    began = time.perf_counter()
    try:
        while time.perf_counter() - began < seconds or not calls:
            call()
            calls += 1
    finally:
        elapsed = time.perf_counter() - began
        ended.set()
        watcher.join()
        sys.setswitchinterval(before)
    total = sum(seen.values()) or 1
    return {part: seen[part] / total for part in PARTS}, elapsed / calls


def _watch(thread: int, seen: Counter[str], ended: threading.Event) -> None:
    while not ended.wait(EVERY):
        seen[_part(sys._current_frames().get(thread))] += 1


def _part(frame: FrameType | None) -> str:
    """Of the innermost frame that somebody known wrote: what the standard library does, it does for its caller."""
    while frame:
        place = frame.f_code.co_filename
        if "site-packages" in place:
            package = place.rpartition("site-packages/")[2].partition("/")[0]
            if package == "psycopg" and frame.f_code.co_name == "wait":
                return "Postgres"
            if package in OF_PACKAGE:
                return OF_PACKAGE[package]
        elif place.startswith(ROOT) and place[len(ROOT) + 1 :].partition("/")[0] in OURS:
            return "our code"
        frame = frame.f_back
    return "the rest"
