"""Find a Chromium for the browser tests, or install one. Prints its path.

.venv/bin/python -m tools.chromium [--install]
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
USUAL = "/usr/bin:/usr/local/bin:/snap/bin:/opt/google/chrome"


def find() -> str | None:
    """Return the path of a Chromium: the one that CHROMIUM names, the system's, or Playwright's."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in NAMES:
        program = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), USUAL]))
        if program:
            return program
    return _playwrights()


def install() -> str | None:
    """Install one: Debian's as root, else Playwright's."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environ, check=False)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        subprocess.run(command, env=environ, check=False)
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return find()


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        program = playwright.chromium.executable_path
    return program if Path(program).exists() else None


def main() -> int:
    """Print the path, and fail when there is none and it matters."""
    found = find() or (install() if "--install" in sys.argv else None)
    if found is None:
        sys.stderr.write("There is no Chromium, and none could be installed: the browser tests can't run.\n")
        return 1 if os.environ.get("CI") == "true" else 0
    sys.stdout.write(f"Chromium: {found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
