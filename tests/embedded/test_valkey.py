import os
import signal

import pytest
import redis

from app.embedded import process


def client(server):
    return redis.Redis.from_url(server.url())


def test_what_was_written_is_there_after_a_stop(folder, make_valkey):
    first = make_valkey(folder / "a folder")
    first.start()
    with client(first) as connection:
        connection.set("kept", "yes")
    first.stop()
    second = make_valkey(folder / "a folder")
    second.start()
    with client(second) as connection:
        assert connection.get("kept") == b"yes"


def test_a_killed_server_starts_again(folder, make_valkey):
    first = make_valkey(folder)
    first.start()
    os.kill(first.pid, signal.SIGKILL)
    assert process.wait_until(lambda: first.pid is None, 5)
    first.start()
    with client(first) as connection:
        assert connection.ping()


def test_a_server_that_a_killed_run_left_is_ended_first(folder, make_valkey):
    lost = make_valkey(folder)
    lost.start()
    found = make_valkey(folder)
    found.start()
    assert process.wait_until(lambda: lost.pid is None, 5)
    with client(found) as connection:
        assert connection.ping()


def test_only_a_private_socket_and_a_password_let_in(folder, make_valkey):
    server = make_valkey(folder)
    server.start()
    with client(server) as connection:
        assert connection.config_get("port") == {"port": "0"}
        assert connection.config_get("appendonly") == {"appendonly": "yes"}
    assert server.socket_folder.stat().st_mode & 0o777 == 0o700
    url = f"unix://{server.socket_folder}/valkey.sock"
    with redis.Redis.from_url(url) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()
