"""What the emulator itself must do, beyond the guard's rules. Each change replaces one function of the pinned version.

The emulator treats four kinds of callers as root without a check of their signature: its own key, "test", any 12
digits, and a caller without a key. The guard lets only the first one through, and with these changes its signature is
checked.

It takes the log of an invocation for complete when 5 ms have passed without a line. On a busy machine, its thread that reads
the lines may not run in that time, and the last lines are shown with the next invocation or never. With these changes it
reads to the end of what was written.
"""

import os
import secrets
import select
import threading

from ministack.core import iam_evaluator, lambda_runtime
from ministack.services import lambda_svc


def replace(module, name: str, make):
    """Replaces a function by `make(function)`. It fails when a new version of the emulator has no such function."""
    setattr(module, name, make(getattr(module, name)))


def change_ministack():
    # Signatures of root keys are checked like all other signatures, with AWS_SECRET_ACCESS_KEY.
    replace(iam_evaluator, "_is_root_key", lambda _: lambda access_key_id: False)

    # The emulator computes the secret of a function's session from the ARNs of the function and its role, which are no
    # secrets. A random part of the role's path changes that; the session's own name has no path.
    salt = secrets.token_hex(32)
    original = lambda_runtime.execution_credentials

    def execution_credentials(config):
        path, _, name = config.get("Role", "").rpartition("/")
        return original({**config, "Role": f"{path}/{salt}/{name}"})

    # Another S3 server knows no sessions, only the root key. So functions act as root there, and roles are not checked.
    root = {
        "AWS_ACCESS_KEY_ID": os.environ["AWS_ACCESS_KEY_ID"],
        "AWS_SECRET_ACCESS_KEY": os.environ["AWS_SECRET_ACCESS_KEY"],
    }
    if "AWS_ENDPOINT_URL_S3" in os.environ:

        def execution_credentials(config):
            return root

    for module in (lambda_runtime, lambda_svc):
        replace(module, "execution_credentials", lambda _: execution_credentials)

    replace(lambda_runtime.Worker, "_read_stderr", lambda _: follow_log)
    replace(lambda_runtime.Worker, "_drain_stderr_bounded", whole_log)


def is_readable(fd: int, timeout_ms=None) -> bool:
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return len(poll.poll(timeout_ms)) > 0


class LogReader:
    """Reads the lines that a function's process writes to stderr. The process writes them before its response."""

    def __init__(self, stderr, lines):
        self._fd = os.dup(stderr.fileno())
        self._lines = lines
        self._rest = b""
        self._ended = False
        self._lock = threading.Lock()

    def follow(self):
        """Reads until the process closes its stderr."""
        while not self._ended:
            is_readable(self._fd)
            self.read()
        with self._lock:
            os.close(self._fd)

    def read(self):
        """Reads what is there, without waiting."""
        with self._lock:
            while not self._ended and is_readable(self._fd, 0):
                chunk = os.read(self._fd, 65536)
                self._ended = not chunk
                *lines, self._rest = (self._rest + chunk).split(b"\n")
                if self._ended and self._rest:
                    lines.append(self._rest)
                for line in lines:
                    self._lines.put(line.decode("utf-8", "replace"))


def follow_log(worker):
    worker.log_reader = LogReader(worker._proc.stderr, worker._stderr_queue)
    worker.log_reader.follow()


def whole_log(original):
    def whole(worker, **waits):
        reader = getattr(worker, "log_reader", None)
        # Workers of other runtimes have no such pipe.
        if reader is None:
            return original(worker, **waits)
        reader.read()
        return worker._drain_stderr()

    return whole
