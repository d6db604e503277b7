"""The original exercise in Python: a socket server with a ThreadPoolExecutor of ten threads.

    python3 python-pool.py PORT MILLISECONDS each|kept

"each": one connection a task: read, sleep, answer, close. "kept": a thread serves a connection's tasks until it ends.
"""

import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor

THREADS = 10


def work(text: str, seconds: float) -> bytes:
    if seconds > 0:
        time.sleep(seconds)
    return f"OK {text}\n".encode()


def serve_one(connection: socket.socket, seconds: float) -> None:
    with connection:
        text = connection.recv(65536).decode().strip()
        if text:
            connection.sendall(work(text, seconds))


def serve_all(connection: socket.socket, seconds: float) -> None:
    with connection, connection.makefile("rb") as lines:
        for line in lines:
            connection.sendall(work(line.decode().strip(), seconds))


def main() -> None:
    port, milliseconds, connections = sys.argv[1:]
    serve = serve_one if connections == "each" else serve_all
    with socket.create_server(("127.0.0.1", int(port)), backlog=1024) as listener:
        with ThreadPoolExecutor(max_workers=THREADS) as pool:
            while True:
                connection, _ = listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                pool.submit(serve, connection, int(milliseconds) / 1000)


if __name__ == "__main__":
    main()
