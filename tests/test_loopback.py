"""The guard round the network holds, here and in the processes that tests start."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from newsarchive.demo import Server


@pytest.mark.parametrize("address", ["192.0.2.1", "8.8.8.8", "::ffff:8.8.8.8", "10.0.0.1"])
def test_no_other_machine_can_be_connected_to(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET

    with socket.socket(family) as plug, pytest.raises(RuntimeError, match="loopback only"):
        plug.connect((address, 80))


def test_no_name_of_another_machine_can_be_looked_up() -> None:
    with pytest.raises(RuntimeError, match="no names of other machines"):
        socket.getaddrinfo("news.example", 80)


def test_loopback_can_be_connected_to(demo_site: Server) -> None:
    with socket.create_connection(("127.0.0.1", demo_site.port)) as plug:
        assert plug.getpeername()[0] == "127.0.0.1"


def test_a_process_that_a_test_starts_is_guarded_too() -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"

    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20)

    assert "OffMachineError" in child.stderr
