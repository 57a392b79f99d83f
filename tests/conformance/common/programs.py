"""Programs that checks are run against: the simulators, the bot, and whatever listens on a port of its own."""

import contextlib
import json
import os
import socket
import subprocess

PILOTHOUSE = os.environ["PILOTHOUSE"]

ACCESS_KEY = "AKIAPILOTHOUSE000001"
SECRET_KEY = "a-secret-that-only-the-simulator-knows-1"
REGION = "ap-northeast-2"


@contextlib.contextmanager
def running(command, **how):
    """The program, ended when the block is left."""
    process = subprocess.Popen(command, **how)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def simulators(*switches):
    """Simulators of our own: their URLs, `slack_url` and `aws_url`."""
    command = [PILOTHOUSE, "sim", "--slack", "127.0.0.1:0", "--aws", "127.0.0.1:0", *switches]
    with running(command, stdout=subprocess.PIPE, text=True) as process:
        yield json.loads(process.stdout.readline())


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
