"""A line for each check, a count at the end: what every group of checks prints."""

import contextlib
import sys
import time
import traceback


class Report:
    """What one client has found."""

    def __init__(self, client):
        self.client = client
        self.passed = 0
        self.failed = 0

    @contextlib.contextmanager
    def check(self, name):
        """Whatever is raised inside fails the check of this name; the others go on."""
        try:
            yield
        except Exception as error:
            self.failed += 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            what = str(error) or type(error).__name__
            print(f"FAIL {name}: {what} ({where.filename.rsplit('/', 1)[-1]}:{where.lineno})", flush=True)
        else:
            self.passed += 1
            print(f"ok  {name}", flush=True)

    def end(self):
        """Prints the count; nothing checked at all is a failure too."""
        print(f"count {self.passed + self.failed} {self.client}", flush=True)
        sys.exit(1 if self.failed or not self.passed else 0)


def equal(found, wanted):
    """Fails with both where they differ."""
    assert found == wanted, f"{found!r} is not {wanted!r}"


def until(what, patience=60.0, every=0.05):
    """The first answer of `what` that is true; fails after `patience` seconds."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        answer = what()
        if answer:
            return answer
        time.sleep(every)
    raise AssertionError(f"nothing came of it in {patience} s")
