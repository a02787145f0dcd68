"""Templates are compiled once, kept for the next start, and a disk that can't keep them stands in nobody's way."""

import errno

import pytest
from flask import Flask
from jinja2 import Environment

from app.web import compiled

TEMPLATES = {"page.html": "{% include 'part.html' %}, {{ name }}", "part.html": "Good day"}


@pytest.fixture
def made(tmp_path):
    """Make an application whose templates stand in one folder, and what it compiles in another."""
    folder = tmp_path / "templates"
    folder.mkdir()
    for name, source in TEMPLATES.items():
        (folder / name).write_text(source)

    def make(var_dir=tmp_path, **options):
        app = Flask("made", template_folder=str(folder))
        for name, value in options.items():
            setattr(app.jinja_env, name, value)
        compiled.keep(app, var_dir)
        return app

    return make


@pytest.fixture
def count(monkeypatch):
    """The names of what was compiled, in order."""
    names, compile_it = [], Environment.compile

    def counted(environment, source, name=None, *rest, **more):
        names.append(name)
        return compile_it(environment, source, name, *rest, **more)

    monkeypatch.setattr(Environment, "compile", counted)
    return names


def rendered(app):
    return app.jinja_env.get_template("page.html").render(name="Ada")


def test_what_was_compiled_once_is_not_compiled_by_the_next_start(made, count, tmp_path):
    assert compiled.load_all(made()) == 2
    assert sorted(count) == ["page.html", "part.html"]
    assert rendered(made()) == "Good day, Ada"
    assert len(count) == 2
    assert (tmp_path / compiled.FOLDER).stat().st_mode & 0o777 == 0o700


def test_a_template_that_changed_and_other_ways_to_compile_are_compiled_anew(made, count, tmp_path):
    compiled.load_all(made())
    (tmp_path / "templates" / "part.html").write_text("Good night")
    assert rendered(made()) == "Good night, Ada"
    assert count[2:] == ["part.html"]
    assert rendered(made(trim_blocks=True)) == "Good night, Ada"
    assert len(count) == 5


def test_a_full_disk_is_no_fault_of_the_page(made, count, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("jinja2.bccache.tempfile.NamedTemporaryFile", full)
    assert rendered(made()) == rendered(made()) == "Good day, Ada"
    assert len(count) == 4


def test_an_installation_without_data_keeps_nothing(made, tmp_path):
    assert rendered(made(tmp_path / "nowhere")) == "Good day, Ada"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("left", [0, 3, 50, -1])
def test_what_a_cut_of_the_power_left_half_written_is_compiled_anew(made, count, tmp_path, left):
    compiled.load_all(made())
    for kept in (tmp_path / compiled.FOLDER).iterdir():
        kept.write_bytes(kept.read_bytes()[:left])
    assert rendered(made()) == "Good day, Ada"
    assert len(count) == 4


def test_every_template_of_the_application_can_be_loaded(app):
    assert compiled.load_all(app) > 200
