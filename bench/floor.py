"""The floor of a request: a bare Flask that says hello, served as the product is."""

from flask import Flask

app = Flask(__name__, static_folder=None)


@app.get("/")
def hello() -> str:
    return "hello"
