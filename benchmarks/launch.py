"""Runs a program and prints what it took: wall and CPU seconds, MiB at the most, and its exit code.

A process of its own, and a small one: the kernel's account of the memory of a program begins with
that of the process which starts it.
"""

import json
import os
import sys
import time


def main() -> None:
    """Run the program that the arguments name, its output into the file that they name first."""
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    into = [(os.POSIX_SPAWN_DUP2, log, 1), (os.POSIX_SPAWN_DUP2, log, 2)]
    began = time.perf_counter()
    process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ, file_actions=into)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - began
    code = os.waitstatus_to_exitcode(status)
    print(json.dumps([wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, code]))


if __name__ == "__main__":
    main()
