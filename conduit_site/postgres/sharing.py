"""Who uses a cluster: the first process starts it, the last one stops it.

Every process holds a shared lock ("users") for its life. One that leaves and then gets the lock for itself alone was
the last. Starting and stopping happen behind another lock ("gate"), one process at a time.
"""

import atexit
import os
import threading
from contextlib import AbstractContextManager

from psycopg import pq

from conduit_site.postgres import locks
from conduit_site.postgres.cluster import Cluster
from conduit_site.postgres.problems import NotRunnable

DATABASE = "conduit"

joined: dict[Cluster, int] = {}  # the descriptor of the lock that this process holds
joining = threading.Lock()


def join(cluster: Cluster) -> None:
    """Makes sure that it runs, and keeps it running until this process ends."""
    if cluster in joined:
        return
    with joining:
        if cluster not in joined:
            enter(cluster)


def enter(cluster: Cluster) -> None:
    try:
        cluster.directory.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        with gate(cluster):
            cluster.ensure_running()
            cluster.ensure_database(DATABASE)
            users = locks.open_lock(cluster.lock("users"))
            locks.take_shared(users)
    except PermissionError as error:
        raise NotRunnable(f"{error}. Was {cluster.directory.parent} made by another user?") from error
    joined[cluster] = users
    atexit.register(leave, cluster)


def leave(cluster: Cluster) -> None:
    with joining:
        users = joined.pop(cluster, None)
    if users is None:
        return
    with gate(cluster):
        if locks.try_exclusive(users):
            cluster.stop()
        locks.release(users)


def revive(cluster: Cluster) -> None:
    """Starts it again, should it have died under its users. Not once this process has left: then it was meant to."""
    if cluster.ping() == pq.Ping.OK:
        return
    with gate(cluster):
        if cluster in joined:
            cluster.ensure_running()


def gate(cluster: Cluster) -> AbstractContextManager[None]:
    return locks.exclusive(cluster.lock("gate"), "another process that starts or stops it")


def forget_in_child() -> None:
    """A forked child does not count as a user: it joins anew when it connects. Closing its copies unlocks nothing."""
    global joining  # a thread that the child does not have may have held the parent's
    joining = threading.Lock()
    for users in joined.values():
        os.close(users)
    joined.clear()


os.register_at_fork(after_in_child=forget_in_child)
