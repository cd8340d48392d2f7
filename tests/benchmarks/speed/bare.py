"""The smallest site: one Flask route under waitress, in a process of its own. Prints its address."""

from __future__ import annotations

from flask import Flask, Response, jsonify
from waitress.server import create_server

from indexer.settings import Settings

app = Flask("bare")


@app.get("/")
def bare() -> Response:
    return jsonify({"status": "ok"})


if __name__ == "__main__":
    server = create_server(app, host="127.0.0.1", port=0, threads=Settings().threads)
    print(f"http://127.0.0.1:{server.effective_port}", flush=True)
    server.run()
