"""Ask a database of known vulnerabilities about every installed version.

    python .ci/audit.py             # where there is no network, it says so and passes
    python .ci/audit.py --required  # it fails where the database cannot be reached

Before the audit it asks about a version that is known to be vulnerable: a database that does not
know that one would find everything in order.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import urllib.request

DATABASE = "https://api.osv.dev/v1/query"
VULNERABLE = {"package": {"name": "jinja2", "ecosystem": "PyPI"}, "version": "2.4.1"}


def problem(database: str) -> str:
    """Why ``database`` is of no use; "" where it knows the vulnerable version."""
    question = urllib.request.Request(
        database, json.dumps(VULNERABLE).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(question, timeout=10) as answer:
            known = json.load(answer).get("vulns")
    except (OSError, ValueError) as error:
        return str(error)
    return "" if known else "it does not know a version that is vulnerable"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--required", action="store_true", help="fail without the database")
    parser.add_argument("--database", default=DATABASE, help="another server of OSV's interface")
    given = parser.parse_args()
    if found := problem(given.database):
        print(f"Versions not audited: {given.database} is of no use here: {found}.")
        return int(given.required)
    audit = ["pip_audit", "--vulnerability-service=osv", f"--osv-url={given.database}"]
    return subprocess.run([sys.executable, "-m", *audit, "--progress-spinner=off"]).returncode


if __name__ == "__main__":
    sys.exit(main())
