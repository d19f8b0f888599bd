"""The role matrix: what each role is answered at each address, against the table in matrix.csv.

One row: route, method, target (own, other area, missing; "-" where the route has no hole) and the status for each role.
"""

import csv
from pathlib import Path

TABLE = Path(__file__).with_name("matrix.csv")
HEAD = ("route", "method", "target")
METHODS = ("GET", "POST")  # the others follow a rule, see test_matrix


def read():
    """Return {(route, method, target): {role: status}}."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {tuple(row[word] for word in HEAD): {role: int(status) for role, status in row.items() if role not in HEAD} for row in csv.DictReader(file)}


def write(answers, roles):
    """Write the table anew; a person reads the difference before it is committed."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow([*HEAD, *roles])
        rows.writerows([*place, *(answers[place][role] for role in roles)] for place in sorted(answers))
