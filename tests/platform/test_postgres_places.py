"""Where the cluster, its socket and its programs are, and who runs them."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from conduit_site.postgres.binaries import newest, of_major, site_packages
from conduit_site.postgres.cluster import Cluster
from conduit_site.postgres.places import copy_programs, make_cluster_directory
from tests.platform.conftest import User, end_postgres, processes_of

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to lend Postgres another user")


def test_nobody_else_may_enter(cluster: Cluster) -> None:
    user = User(cluster).joined()
    assert stat.S_IMODE(cluster.directory.stat().st_mode) == 0o700
    assert (cluster.directory / ".s.PGSQL.5432").is_socket()
    assert user.asks("SHOW listen_addresses") == ""
    user.leaves()


def test_a_directory_that_others_may_enter_is_refused(cluster: Cluster) -> None:
    cluster.directory.chmod(0o755)
    assert "mode 0700" in User(cluster).leaves()


def test_a_long_path_has_its_socket_elsewhere_and_private(deep_cluster: Cluster) -> None:
    user = User(deep_cluster).joined()
    socket = Path(deep_cluster.host)
    assert len(str(socket / ".s.PGSQL.5432")) < 100
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    assert user.asks("SELECT 1") == "1"
    user.leaves()


def test_somebody_elses_socket_directory_is_refused(deep_cluster: Cluster) -> None:
    Path(deep_cluster.host).mkdir(mode=0o777)
    assert "mode 0700" in User(deep_cluster).leaves()


def test_a_half_made_cluster_is_made_anew(open_place: Path) -> None:
    cluster = Cluster(open_place / "postgres")
    make_cluster_directory(cluster.directory, cluster.account)
    (cluster.directory / "data.new").mkdir()
    (cluster.directory / "data.new" / "PG_VERSION").write_text("1\n")
    user = User(cluster).joined()
    assert user.asks("SELECT 1") == "1"
    user.leaves()


def test_words_end_at_dashes_and_quotes_for_full_text_search(cluster: Cluster) -> None:
    user = User(cluster).joined()
    assert user.asks("SELECT to_tsvector('simple', 'Größe—naïve “été”')") == "'größe':1 'naïve':2 'été':3"
    user.leaves()


def test_it_is_durable_and_takes_many_connections(cluster: Cluster) -> None:
    user = User(cluster).joined()
    assert [user.asks(f"SHOW {name}") for name in ("fsync", "synchronous_commit", "max_connections")] == [
        "on",
        "on",
        "200",
    ]
    user.leaves()


def test_data_of_another_major_version_is_left_alone_with_a_word_on_how_to_convert_it(open_place: Path) -> None:
    older = of_major(16)
    assert older
    cluster = Cluster(open_place / "postgres")
    make_cluster_directory(cluster.directory, cluster.account)
    (cluster.data).mkdir()
    (cluster.data / "PG_VERSION").write_text("16\n")
    said = User(cluster).leaves()
    assert "is of Postgres 16" in said
    assert "upgrade_postgres" in said


@as_root
def test_root_has_it_run_as_a_system_user(cluster: Cluster) -> None:
    user = User(cluster).joined()
    assert cluster.directory.stat().st_uid not in (0, None)
    assert Path(f"/proc/{(cluster.data / 'postmaster.pid').read_text().split()[0]}").stat().st_uid != 0
    user.leaves()


@as_root
def test_roots_closed_clone_has_its_data_elsewhere_and_stays_closed(open_place: Path) -> None:
    closed = open_place / "closed"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / "var" / "postgres")
    user = User(cluster).joined()
    assert user.asks("SELECT 1") == "1"
    assert "is a link to it" in user.leaves()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert processes_of(cluster.directory) == []
    again = User(cluster).joined()
    assert "is a link to it" not in again.leaves()
    end_postgres(cluster)
    assert "is gone" in User(cluster).leaves()


def test_a_copy_of_the_programs_runs_on_its_own(tmp_path: Path) -> None:
    """For root whose virtual environment is closed to others."""
    binaries = newest()
    copy_programs(binaries, tmp_path / "copy")
    copied = tmp_path / "copy" / binaries.root.relative_to(site_packages())
    for program in ("postgres", "initdb", "pg_dump"):
        answer = subprocess.run([copied / "bin" / program, "--version"], capture_output=True, text=True, check=True)
        assert binaries.version in answer.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy"]
