"""Random requests made from the API's description, allowed ones and others, against a real server.

None may be answered from 500 on, nor with a status or a form that the description does not have.
Half of the ids are those of cases and entries that are there, so that acts are made and not only
refused.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Err
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
Known = dict[str, list[str]]


def fuzz(url: str, token: str, known: Known, examples: int, number: int) -> Counter[int]:
    """`examples` requests in each mode for every operation; how many were answered with which
    status. AssertionError names the requests that were answered as they should not be."""
    schema = schemathesis.openapi.from_url(f"{url}/api/v1/openapi.json")
    statuses: Counter[int] = Counter()
    troubles: list[str] = []
    for result in schema.get_all_operations():
        if isinstance(result, Err):
            raise AssertionError(str(result.err()))
        operation = result.ok()
        for mode in MODES:
            try:
                strategy = operation.as_strategy(generation_mode=mode)
                _run(strategy, (url, token), known, (examples, number), statuses)
            except hypothesis.errors.Unsatisfiable:  # nothing of it can be wrong
                continue
            except (FailureGroup, AssertionError) as error:
                troubles.append(f"{operation.label}: {error}")
    assert not troubles, "\n\n".join(troubles)
    return statuses


def _run(
    strategy: st.SearchStrategy[Any],
    where: tuple[str, str],
    known: Known,
    much: tuple[int, int],
    statuses: Counter[int],
) -> None:
    url, token = where
    # No database of examples and one seed: the same requests each time.
    settings = hypothesis.settings(
        max_examples=much[0],
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @seed(much[1])
    @settings
    @given(case=strategy, choice=st.integers(0, 2**16))
    def ask(case: Any, choice: int) -> None:
        for name, ids in known.items():
            if name in (case.path_parameters or {}) and choice % 2:
                case.path_parameters[name] = ids[choice % len(ids)]
        headers = {"Authorization": f"Bearer {token}"}
        answer = case.call(base_url=f"{url}/api/v1", headers=headers)
        statuses[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS, headers=headers)

    ask()


def ids_of(cases: Iterable[dict[str, Any]], entries: Iterable[dict[str, Any]]) -> Known:
    """The ids that requests may name."""
    found = list(cases)
    return {
        "case": [one["id"] for one in found],
        "org_no": [one["org_no"] for one in entries],
    }


def main() -> int:
    """Make a house with some cases, and ask."""
    from tests.programs import calling, case_of, client_with_token, program_house

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=200, help="for each operation and mode")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        program_house(Path(folder)) as running,
        calling(running, "Diariet") as client,
    ):
        for content in _contents():
            case_of(running, client, content)
        cases = client.get("/cases").json()["cases"]
        known = ids_of(cases, client.get("/register").json()["entries"])
        token = client_with_token(running, "Slumpen")
        statuses = fuzz(running.url, token, known, asked.examples, asked.seed)
    print(dict(sorted(statuses.items())))
    return 0


def _contents() -> Iterator[str]:
    yield from (
        "board Socialnämnden",
        "doubt Omsorgsnämnden",
        "altered Familjenämnden",
        "damaged 1",
    )


if __name__ == "__main__":
    sys.exit(main())
