"""Every recorded request of the bot and every answer of the simulator fits botocore's model of it."""

import json
import pathlib
import sys

from recorded import Recorded, answer_errors, contained, request_errors
from report import Report

SOURCES = pathlib.Path(__file__).parents[3] / "src/aws"


def fits(report, what, calls, errors_of):
    """One check for each operation; a violation is told once, with how many calls have it."""
    for (name, operation), texts in sorted(calls.items()):
        with report.check(f"{what} {name} {operation} ({texts.total()})"):
            wrong = {}
            for text, count in texts.items():
                for error in errors_of(name, operation, text):
                    wrong[error] = wrong.get(error, 0) + count
            assert not wrong, "; ".join(f"{error} ({count} calls)" for error, count in list(wrong.items())[:5])


def spoilt(request):
    """Wrong requests made of a right one of ECS's ListServices, by what is wrong with them."""
    return {
        "a wrong name": {"clusterName": request["cluster"]},
        "a wrong type": {"cluster": [request["cluster"]]},
        "an unknown value": {**request, "launchType": "MOON"},
    }


def planted(report, requests):
    """The check itself, checked: what is spoilt is found wrong."""
    with report.check("a planted fault of each kind is caught"):
        right = json.loads(next(iter(requests["ecs", "ListServices"])))
        for what, request in spoilt(right).items():
            assert request_errors("ecs", "ListServices", json.dumps(request)), what
        key = {"pipelineName": "x" * 101, "stageName": "a", "actionName": "b", "token": "not a uuid"}
        wrong = request_errors("codepipeline", "PutApprovalResult", json.dumps(key))
        for part in ("is too long", "does not match", "'result' is a required property"):
            assert any(part in error for error in wrong), f"{part}: {wrong}"
        assert answer_errors("ecs", "ListServices", 200, '{"serviceARNs": []}')
        assert answer_errors("ecs", "ListServices", 400, '{"__type": "ServiceLostException", "message": ""}')


def main():
    report = Report("botocore's models")
    recorded = Recorded(sys.argv[1])
    requests, answers = recorded.requests(), recorded.answers()
    fits(report, "request", requests, request_errors)
    fits(report, "answer", answers, lambda name, operation, key: answer_errors(name, operation, *key))
    planted(report, requests)
    with report.check("every operation that the bot contains was recorded"):
        inside = contained(SOURCES)
        assert len(inside) > 20, f"the bot's calls were not found: {sorted(inside)}"
        missing = sorted(inside - requests.keys())
        assert not missing, f"never recorded: {missing}"
        unknown = sorted(requests.keys() - inside)
        assert not unknown, f"recorded, but not found in the source: {unknown}"
    report.end()


main()
