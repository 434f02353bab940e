"""Logs a training run so that Optiscope shows it live in VS Code. One file, Python 3.8 or newer, nothing to install.

    import optiscope

    optiscope.init(name="baseline", config={"lr": 0.1})
    for step in range(1000):
        optiscope.log({"train/loss": loss}, step=step)
    optiscope.finish()

Each run gets a folder of its own with a TensorBoard event file, which TensorBoard reads too, and `optiscope.json`:
name, config and state. Writing happens on a thread once a second: a process that is killed loses at most its last
second, and a full disk never stops the training.
"""

import atexit
import json
import math
import os
import re
import socket
import struct
import sys
import threading
import time
import traceback

__all__ = ["init", "log", "alert", "finish", "Run"]

FLUSH_SECONDS = 0.9
"""Between two writes: with the time of writing itself, less than a second."""

MOST_ALERTS = 100
"""The oldest make room: the file with them is written anew for each."""

STATE_FILE = "optiscope.json"

_current = None
_hook_installed = False


def init(dir="runs", name=None, config=None):
    """Begins a run and returns it; `log`, `alert` and `finish` speak of this one from now on.

    dir     the folder in which the run's own folder is made
    name    what the run is called; the script's name, unless given
    config  hyperparameters and whatever else tells runs apart: a dict, or an object with attributes (argparse)

    A run that is still going on is finished first. Raises OSError where the folder cannot be made.
    """
    global _current
    if _current is not None:
        _current.finish()
    _current = Run(dir, name, config)
    _watch_for_failure()
    return _current


def log(metrics, step=None):
    """Logs numbers by name: `{"train/loss": 0.2}`, or nested, `{"train": {"loss": 0.2}}`.

    A number is anything that `float()` takes: NumPy scalars and one-element tensors too. Without a step, the one after
    the last. Raises TypeError for what is no number and RuntimeError without a run; never for a disk that is full.
    """
    _run().log(metrics, step)


def alert(title, text=""):
    """Tells the person something at once: Optiscope shows it beside the run and notifies once."""
    _run().alert(title, text)


def finish():
    """Ends the run: everything is on disk when this returns. Happens by itself when the script ends."""
    global _current
    if _current is not None:
        _current.finish()
    _current = None


def _run():
    if _current is None:
        raise RuntimeError("There is no run: call optiscope.init() first.")
    return _current


class Run:
    """One run; `init` makes it. Several can be used side by side through their methods. Safe to use from any thread."""

    def __init__(self, dir="runs", name=None, config=None):
        script = os.path.splitext(os.path.basename(sys.argv[0] if sys.argv else ""))[0]
        self.name = str(name) if name else script or "run"
        self.folder = _make_folder(dir, self.name)
        self._pid = os.getpid()
        started = time.time()
        self._state = {
            "format": 1,
            "name": self.name,
            "config": _plain(config if isinstance(config, (dict, type(None))) else vars(config)) or {},
            "status": "running",
            "reason": None,
            "startedAt": _milliseconds(started),
            "endedAt": None,
            "host": socket.gethostname(),
            "pid": self._pid,
            "alerts": [],
        }
        self._step = -1
        self._rows = []
        self._unwritten = b""
        self._told_of_disk = False
        self._rows_lock = threading.Lock()
        self._write_lock = threading.Lock()
        self._ended = threading.Event()
        self._encoder = _Encoder()
        host = re.sub(r"[^A-Za-z0-9-]", "-", self._state["host"]) or "localhost"
        self.path = os.path.join(
            self.folder, "events.out.tfevents.%010d.%s.%d.optiscope" % (started, host, self._pid)
        )
        self._file = open(self.path, "xb", buffering=0)
        self._unwritten = self._encoder.file_version(started)
        self.flush()
        self._save_state()
        self._thread = threading.Thread(target=self._flush_regularly, name="optiscope", daemon=True)
        self._thread.start()
        atexit.register(self.finish)

    def log(self, metrics, step=None):
        """See `optiscope.log`."""
        row = []
        _flatten("", metrics, row)
        self._demand_own_process()
        now = time.time()
        with self._rows_lock:
            if self._ended.is_set():
                raise RuntimeError("The run %r has been finished: call optiscope.init() for a new one." % self.name)
            self._step = self._step + 1 if step is None else int(step)
            self._rows.append((now, self._step, row))

    def alert(self, title, text=""):
        """See `optiscope.alert`."""
        self._demand_own_process()
        entry = {
            "at": _milliseconds(time.time()),
            "step": max(self._step, 0),
            "title": str(title),
            "text": str(text),
        }
        with self._write_lock:
            self._state["alerts"] = self._state["alerts"][1 - MOST_ALERTS :] + [entry]
            self._save_state()

    def finish(self, status="completed", reason=None):
        """Ends the run, once. `status` is "completed", "stopped" or "failed", `reason` a sentence."""
        if os.getpid() != self._pid:
            return
        with self._rows_lock:
            if self._ended.is_set():
                return
            self._ended.set()
        atexit.unregister(self.finish)
        self._thread.join(timeout=10)
        self.flush()
        with self._write_lock:
            self._state.update(status=status, reason=reason, endedAt=_milliseconds(time.time()))
            self._save_state()
            self._file.close()

    def flush(self):
        """Hands everything that has been logged to the system. What cannot be written is kept for the next time."""
        with self._write_lock:
            with self._rows_lock:
                rows, self._rows = self._rows, []
            self._unwritten += b"".join([self._encoder.scalars(*row) for row in rows])
            try:
                while self._unwritten:
                    self._unwritten = self._unwritten[self._file.write(self._unwritten) :]
            except OSError as error:
                self._tell_of_disk(error)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.finish(*_end_by(kind, error))

    def _flush_regularly(self):
        while not self._ended.wait(FLUSH_SECONDS):
            self.flush()

    def _save_state(self):
        """As a whole or not at all: whoever reads it finds the old text or the new one."""
        path = os.path.join(self.folder, STATE_FILE)
        temporary = os.path.join(self.folder, ".%s.%d" % (STATE_FILE, self._pid))
        try:
            with open(temporary, "w", encoding="utf-8") as file:
                json.dump(self._state, file, indent=2, ensure_ascii=False, allow_nan=False)
                file.write("\n")
            os.replace(temporary, path)
        except OSError as error:
            self._tell_of_disk(error)

    def _tell_of_disk(self, error):
        if not self._told_of_disk:
            sys.stderr.write("optiscope: the training goes on, but it cannot be recorded now: %s\n" % error)
        self._told_of_disk = True

    def _demand_own_process(self):
        if os.getpid() != self._pid:
            raise RuntimeError("The run belongs to process %d: call optiscope.init() in this one." % self._pid)


def _watch_for_failure():
    """An exception that nobody catches is why the run failed."""
    global _hook_installed
    if _hook_installed:
        return
    _hook_installed = True
    inner = sys.excepthook

    def hook(kind, error, trace):
        if _current is not None:
            _current.finish(*_end_by(kind, error))
        inner(kind, error, trace)

    sys.excepthook = hook


def _end_by(kind, error):
    """Status and reason of a run that ends with this exception; None where it ends without one."""
    if kind is None or (issubclass(kind, SystemExit) and error.code in (None, 0)):
        return "completed", None
    if issubclass(kind, KeyboardInterrupt):
        return "stopped", None
    return "failed", _sentence(kind, error)


def _sentence(kind, error):
    return traceback.format_exception_only(kind, error)[-1].strip()


def _make_folder(dir, name):
    """A new folder `dir/name-20261122-041530`, with a number behind it where another run has that one."""
    safe = re.sub(r"[^\w.-]+", "-", name).strip("-.") or "run"
    stem = os.path.join(os.path.abspath(os.fspath(dir)), "%s-%s" % (safe, time.strftime("%Y%m%d-%H%M%S")))
    attempt = 1
    while True:
        folder = stem if attempt == 1 else "%s-%d" % (stem, attempt)
        try:
            os.makedirs(folder)
            return folder
        except FileExistsError:
            attempt += 1


def _milliseconds(seconds):
    return int(seconds * 1000)


def _flatten(prefix, metrics, row):
    for name, value in metrics.items():
        tag = prefix + str(name)
        if isinstance(value, dict):
            _flatten(tag + "/", value, row)
            continue
        try:
            row.append((tag, float(value)))
        except (TypeError, ValueError):
            raise TypeError("%r is not a number: %.80r. Only numbers can be logged." % (tag, value)) from None


def _plain(value):
    """What JSON can hold; the rest as the text that it prints as."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return str(value)


class _Encoder:
    """TensorBoard's `Event` messages in TFRecord frames: protocol buffers and CRC-32C by hand."""

    def __init__(self):
        self._tags = {}
        self._headers = {}

    def file_version(self, wall_time):
        return self._record(b"\x09" + struct.pack("<d", wall_time) + _blob(3, b"brain.Event:2"))

    def scalars(self, wall_time, step, row):
        """Event { wall_time = 1; step = 2; summary = 5 { value = 1 { tag = 1; simple_value = 2 } } }"""
        summary = b"".join([_blob(1, self._tag(tag) + _float32(value)) for tag, value in row])
        head = b"\x09" + struct.pack("<d", wall_time) + b"\x10" + _varint(step & 0xFFFFFFFFFFFFFFFF)
        return self._record(head + _blob(5, summary))

    def _tag(self, tag):
        """A tag's field with the key of the value that follows; tags come again and again."""
        known = self._tags.get(tag)
        if known is None:
            known = self._tags[tag] = _blob(1, tag.encode("utf-8", "replace")) + b"\x15"
        return known

    def _record(self, data):
        header = self._headers.get(len(data))
        if header is None:
            length = struct.pack("<Q", len(data))
            header = self._headers[len(data)] = length + _masked_crc(length)
        return header + data + _masked_crc(data)


def _float32(value):
    try:
        return struct.pack("<f", value)
    except OverflowError:
        return struct.pack("<f", math.copysign(math.inf, value))


def _varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _blob(field, data):
    return bytes((field << 3 | 2,)) + _varint(len(data)) + data


def _crc_table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


_CRC_TABLE = _crc_table()


def _masked_crc(data):
    """CRC-32C (Castagnoli), rotated and shifted as TFRecord wants it."""
    crc = 0xFFFFFFFF
    table = _CRC_TABLE
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)
