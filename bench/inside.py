"""The application inside this process, where its statements can be heard."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient

from app.extensions import db
from app.factory import create_app
from bench.client import EMAIL, PASSWORD, hidden
from bench.counting import Statement, listening
from bench.stage import Stage


class Inside:
    """A signed-in member of every loaded business."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client

    def statements(self, path: str, *, as_fragment: bool = False) -> list[Statement]:
        """Answer the statements of a page, asked for once before so that nothing is new to the process."""
        headers = {"HX-Request": "true"} if as_fragment else {}
        self._client.get(path, headers=headers)
        with listening() as seen:
            answer = self._client.get(path, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} was answered by {answer.status_code}.")
        return seen


@contextmanager
def inside(stage: Stage, tenant: str) -> Iterator[Inside]:
    """Make the application and sign in to a business."""
    app = create_app(stage.settings)
    client = app.test_client()
    path = f"/{tenant}/admin/sign-in"
    fields = hidden(client.get(path).text)
    answer = client.post(path, data={**fields, "email": EMAIL, "password": PASSWORD})
    if answer.status_code != 303:
        raise RuntimeError(f"Signing in inside was answered by {answer.status_code}.")
    yield Inside(client)
    with app.app_context():
        db.engine.dispose()
