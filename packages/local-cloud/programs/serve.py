"""Runs moto until standard input closes, which it does when the process that started it ends, however it ends."""

import functools
import os
import sys
import threading

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler
from moto.s3.models import FakeDeleteMarker
from moto.server import main


def end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


# moto 5.2.5 answers 500 when the last version of an object is a delete marker and is deleted: then no bucket can be emptied
# in which Spark has deleted something.
if not hasattr(FakeDeleteMarker, "dispose"):
    FakeDeleteMarker.dispose = lambda self: None

# moto 5.2.5 lists its own folder for every request, 190 files under a lock: two thirds of the time that it takes. The answer
# depends on nothing but the host.
dispatch = DomainDispatcherApplication
dispatch.get_backend_for_host = functools.lru_cache(dispatch.get_backend_for_host)

# Nobody reads a line for each request; what goes wrong is written all the same.
MotoRequestHandler.log_request = lambda self, code="-", size="-": None

threading.Thread(target=end_with_parent, daemon=True).start()
main(sys.argv[1:])
