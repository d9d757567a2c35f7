"""What the emulator itself must check, beyond the guard's rules. Each change replaces one function of the pinned version.

The emulator treats four kinds of callers as root without a check of their signature: its own key, "test", any 12
digits, and a caller without a key. The guard lets only the first one through, and with these changes its signature is
checked.
"""

import os
import secrets

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
