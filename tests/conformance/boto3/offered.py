"""What the simulator offers, read from its source: every operation, and every name by which it refuses."""

import pathlib
import re

from client import answered, refusals

SIMULATOR = pathlib.Path(__file__).parents[3] / "crates/sim/src/aws"

# Refusals that no client can bring about in a simulator of its own, and why.
OUT_OF_REACH = {
    "ServerException": "is a fault on request",
    "InternalFailure": "is a fault on request",
    "ServiceUnavailableException": "is a fault on request",
    "UnsupportedActionForDeploymentTypeException": "needs a deployment made by CloudFormation",
    "DescriptionTooLongException": "has no published limit, so nothing is too long",
    "InvalidInputException": "is for members that have no error of their own",
    "IncompleteSignatureException": "needs a broken header, which boto3 does not write",
    "InvalidDeploymentTargetIdException": "is for what is no text, which is refused before",
}


def operations():
    """(service, operation) of each that the simulator offers."""
    found = {("sts", "AssumeRole"), ("sts", "GetCallerIdentity")}
    for path in (SIMULATOR / "ops").rglob("*.rs"):
        names = re.findall(r"Operation \{\s*name: \"(\w+)\"", path.read_text())
        found |= {(path.relative_to(SIMULATOR / "ops").parts[0], name) for name in names}
    return found


def errors():
    """Every name by which the simulator may refuse."""
    found = set()
    for path in SIMULATOR.rglob("*.rs"):
        if "tests" in path.relative_to(SIMULATOR).parts:
            continue
        code = path.read_text().split("#[cfg(test)]")[0]
        found |= set(re.findall(r"Refused::new\(\s*\"(\w+)\"", code))
        found |= set(re.findall(r"\"(\w+Exception)\"", code))
    return found


def unseen(report):
    """Nothing that is offered may have been left out."""
    with report.check("every operation offered has been asked for"):
        offered = operations()
        assert len(offered) > 40, f"the operations were not found: {offered}"
        missing = sorted(offered - answered)
        assert not missing, f"never answered: {missing}"

    with report.check("every refusal has been met"):
        offered = errors()
        assert len(offered) > 50, f"the refusals were not found: {offered}"
        missing = sorted(offered - refusals - OUT_OF_REACH.keys())
        assert not missing, f"never met: {missing}"
        wrong = sorted(OUT_OF_REACH.keys() & refusals)
        assert not wrong, f"met after all: {wrong}"
