import os
import shutil
import socket
import subprocess
import time

import pytest


class RedisServer:
    """A Redis server of the test's own, on a free port."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.settings = {
            "BACKEND": "portal.cache.SurvivingRedisCache",
            "LOCATION": f"redis://127.0.0.1:{self.port}/0",
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
        self.process = None

    def start(self):
        command = ["redis-server", "--port", str(self.port), "--save", "", "--bind", "127.0.0.1"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _attempt in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("redis-server did not start")

    def stop(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis_server():
    if not shutil.which("redis-server"):
        if os.environ.get("CI") == "true":
            pytest.fail("redis-server manque : l’intégration continue l’exige")
        pytest.skip("redis-server n’est pas installé : sudo apt install redis-server")
    server = RedisServer()
    server.start()
    yield server
    server.stop()
