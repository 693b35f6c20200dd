"""Works on several tables at a time."""

from concurrent.futures import ThreadPoolExecutor
from typing import Callable, Dict, Mapping, TypeVar

T = TypeVar("T")
R = TypeVar("R")


def for_each_table(work: Callable[[T], R], tables: Mapping[str, T], threads: int) -> Dict[str, R]:
    """Runs `work` on every table, `threads` at a time; results by name.

    All tables are tried; then the first failure, in the order of the names, is raised: one broken table must not leave
    the others behind, and the batch must not count as done.
    """
    with ThreadPoolExecutor(max_workers=threads) as pool:
        running = {name: pool.submit(work, table) for name, table in sorted(tables.items())}
    return {name: future.result() for name, future in running.items()}
