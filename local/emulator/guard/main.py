"""Starts the emulator with the guard in front, in one process: a proxy would leave the emulator's own port open.

    python main.py ORIGIN…     the origins of pages that may call

The key of this start is in the environment, in the variables that the emulator reads itself: AWS_ACCESS_KEY_ID and
AWS_SECRET_ACCESS_KEY. The emulator replaces both for the functions that it runs.
"""

import os
import sys

import ministack.app as emulator
from guard import Guard
from ministack.core.iam_evaluator import find_iam_access_key_account, is_root_access_key
from ministack.services import s3, sts
from ministack_changes import change_ministack
from rules import Rules


def is_issued(key: str) -> bool:
    return not is_root_access_key(key) and (key in sts._sessions or find_iam_access_key_account(key) is not None)


def is_bucket(name: str) -> bool:
    return bool(name) and s3._bucket_owner_account(name) is not None


change_ministack()
rules = Rules(os.environ["AWS_ACCESS_KEY_ID"], frozenset(sys.argv[1:]), is_issued, is_bucket)
emulator.app = Guard(emulator.app, rules)
# The emulator reads its own options from here.
sys.argv[1:] = []
emulator.main()
