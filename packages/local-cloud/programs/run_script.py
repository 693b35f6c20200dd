"""Runs a script as a Glue job: python run_script.py <script> [arguments].

Standard input is a pipe that nobody writes to: when the process that started this one ends, however it ends, it closes, and this
process and the Java process that Spark started end, too.
"""

import os
import runpy
import signal
import sys
import threading


def end_with_parent():
    while os.read(0, 1024):
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


threading.Thread(target=end_with_parent, daemon=True).start()
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
