"""Make .venv and install the pinned packages, when the lock file or the place has changed since.

Run by the machine's own Python, so it needs nothing but the standard library.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys

LEAST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
UV_LOCK = os.path.join(ROOT, "tools", "uv.txt")
# Whoever has a certificate of their own in the system's store means it for uv too, as pip does.
UV_ENVIRONMENT = {"UV_SYSTEM_CERTS": "1", "UV_LINK_MODE": "copy"}


def say(line):
    print(line, flush=True)


def fail(line):
    sys.stderr.write(line + "\n")
    sys.exit(1)


def find_newer_python():
    """Start again under a Python that is new enough, where this one is not."""
    if sys.version_info >= LEAST:
        return
    for minor in range(14, LEAST[1] - 1, -1):
        program = shutil.which(f"python3.{minor}")
        if program and is_new_enough(program):
            os.execv(program, [program, *sys.argv])  # noqa: S606
    fail(f"Python 3.{LEAST[1]} or newer is needed; this is {sys.version.split()[0]}.")


def is_new_enough(program):
    question = f"import sys; sys.exit(sys.version_info < {LEAST})"
    try:
        return subprocess.call([program, "-c", question], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def digest(*paths):
    """Return what must be equal for an installation to be still right."""
    sums = hashlib.sha256(ROOT.encode("utf-8", "surrogateescape"))
    for path in paths:
        with open(os.path.join(ROOT, path), "rb") as file:
            sums.update(file.read())
    return sums.hexdigest()


def make_venv():
    """Make the environment with this Python; a broken or moved one goes first."""
    if is_new_enough(PYTHON):
        return
    say("Making .venv ...")
    command = [sys.executable, "-m", "venv", "--clear", VENV]
    if subprocess.call(command, stdout=subprocess.DEVNULL) == 0:
        return
    uv = shutil.which("uv")
    if uv and subprocess.call([uv, "venv", "-q", "--clear", "--seed", "--python", sys.executable, VENV]) == 0:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        apt_install("python3-venv")
        if subprocess.call(command) == 0:
            return
    fail("Python can't make a virtual environment here; on Debian: apt-get install python3-venv")


def apt_install(*packages):
    environ = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    subprocess.call(["apt-get", "update", "-qq"], env=environ)
    subprocess.call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], env=environ)


def install(lock):
    """Install a lock file: by uv where it can be had, else by pip."""
    say(f"Installing the pinned packages of {lock} ...")
    environ = dict(UV_ENVIRONMENT, **os.environ)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--require-hashes", "-r"]
    uv = shutil.which("uv") or os.path.join(VENV, "bin", "uv")
    if not os.path.exists(uv):
        subprocess.call([*pip, UV_LOCK])
    if os.path.exists(uv):
        command = [uv, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", lock]
        if subprocess.call(command, cwd=ROOT, env=environ) == 0:
            return
        say("uv could not install them; trying pip ...")
    if subprocess.call([*pip, lock], cwd=ROOT) != 0:
        fail("The packages could not be installed; the lines above say why.")


def ensure(lock):
    """Install a lock file unless exactly that was done here before."""
    stamp = os.path.join(VENV, "installed-" + os.path.basename(lock))
    wanted = digest(lock)
    try:
        with open(stamp) as file:
            if file.read() == wanted and is_new_enough(PYTHON):
                return
    except OSError:
        pass
    make_venv()
    install(lock)
    with open(stamp, "w") as file:
        file.write(wanted)


def main():
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a Ctrl-C needs no traceback
    find_newer_python()
    with open(os.path.abspath(__file__)) as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        ensure(sys.argv[1])


if __name__ == "__main__":
    main()
