"""boto3's clients of the simulator, which remember what they asked and how they were refused."""

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from aws_errors import known
from programs import ACCESS_KEY, REGION, SECRET_KEY

# (service, operation) that succeeded, and error codes that were answered.
answered = set()
refusals = set()


class Aws:
    """One simulated AWS, as these keys see it."""

    def __init__(self, url, access_key=ACCESS_KEY, secret=SECRET_KEY, token=None):
        self.url = url
        self.session = boto3.session.Session(access_key, secret, token, REGION)

    def client(self, service, **config):
        """A client that neither retries nor checks what it sends, so that the simulator has to."""
        how = {"retries": {"total_max_attempts": 1}, "connect_timeout": 5, "read_timeout": 30}
        how |= {"parameter_validation": False} | config
        client = self.session.client(service, endpoint_url=self.url, config=Config(**how))
        client.meta.events.register(f"after-call.{service}", remember)
        return client


def remember(http_response, parsed, model, **_):
    """Notes an answer; an error that the model of its operation does not know is wrong."""
    service = model.service_model.service_name
    if http_response.status_code < 300:
        answered.add((service, model.name))
        return
    # SQS says both what its model calls it and, in a header, what its older protocol did.
    code = parsed["Error"].get("QueryErrorCode") or parsed["Error"]["Code"]
    refusals.add(code)
    assert known(model, code), f"{service} {model.name} answers {code}, which its model does not know"
    told = parsed["Error"].get("Message") or code == "UnknownOperationException"
    assert told, f"{service} {model.name} answers {code} without a message"


def refused(code, call, **arguments):
    """Fails unless the call is refused by this name."""
    try:
        answer = call(**arguments)
    except ClientError as error:
        found = error.response["Error"]["Code"]
        assert found == code, f"refused by {found} and not {code}: {error}"
        return error
    answer.pop("ResponseMetadata", None)
    raise AssertionError(f"not refused by {code}, but answered {answer}")


def pages(client, operation, key, size=None, **arguments):
    """All items of a list, and how many pages they came on."""
    how = {"PageSize": size} if size else {}
    found = list(client.get_paginator(operation).paginate(PaginationConfig=how, **arguments))
    return [item for page in found for item in page[key]], len(found)
