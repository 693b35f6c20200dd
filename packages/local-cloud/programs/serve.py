"""Runs moto until standard input closes, which it does when the process that started it ends, however it ends."""

import os
import sys
import threading

from moto.s3.models import FakeDeleteMarker
from moto.server import main


def end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


# moto 5.2.5 answers 500 when the last version of an object is a delete marker and is deleted: then no bucket can be emptied
# in which Spark has deleted something.
if not hasattr(FakeDeleteMarker, "dispose"):
    FakeDeleteMarker.dispose = lambda self: None

threading.Thread(target=end_with_parent, daemon=True).start()
main(sys.argv[1:])
