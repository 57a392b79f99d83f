"""SQS: a queue and its messages."""

from client import refused
from report import equal, until


def all(report, sqs):
    """Everything offered, happy and refused."""
    url = sqs.get_queue_url(QueueName="pilothouse")["QueueUrl"]
    dead = sqs.get_queue_url(QueueName="pilothouse-dead", QueueOwnerAWSAccountId="111122223333")["QueueUrl"]
    gone = "QueueDoesNotExist"
    nowhere = {"QueueUrl": url + "-gone"}
    here = {"QueueUrl": url}

    with report.check("sqs queues"):
        found = sqs.get_queue_attributes(**here, AttributeNames=["All"])["Attributes"]
        equal(found["QueueArn"], "arn:aws:sqs:ap-northeast-2:111122223333:pilothouse")
        assert "deadLetterTargetArn" in found["RedrivePolicy"], found
        equal(list(sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]), ["QueueArn"])
        legacy = "AWS.SimpleQueueService.NonExistentQueue"
        error = refused(legacy, sqs.get_queue_url, QueueName="nothing")
        equal(error.__class__.__name__, gone)
        refused(legacy, sqs.get_queue_attributes, **nowhere, AttributeNames=["All"])
        refused(legacy, sqs.get_queue_url, QueueName="pilothouse", QueueOwnerAWSAccountId="444455556666")
        refused("InvalidParameterValue", sqs.get_queue_attributes, **here, AttributeNames=["Colour"])
        refused("MissingParameter", sqs.get_queue_url)
        refused("InvalidAddress", sqs.get_queue_attributes, QueueUrl="nothing", AttributeNames=["All"])

    with report.check("sqs a message, sent, received, hidden and deleted"):
        # boto3 itself compares the digests of what it sends and receives.
        sqs.send_message(**here, MessageBody='{"word": "갑"}')
        wait = {"WaitTimeSeconds": 5, "MessageSystemAttributeNames": ["All"], "VisibilityTimeout": 30}
        message = sqs.receive_message(**here, **wait)["Messages"][0]
        equal((message["Body"], message["Attributes"]["ApproximateReceiveCount"]), ('{"word": "갑"}', "1"))
        equal(sqs.receive_message(**here).get("Messages"), None)
        handle = {"ReceiptHandle": message["ReceiptHandle"]}
        sqs.change_message_visibility(**here, **handle, VisibilityTimeout=0)
        refused("AWS.SimpleQueueService.MessageNotInflight", sqs.change_message_visibility, **here, **handle,
                VisibilityTimeout=5)
        again = sqs.receive_message(**here, **wait)["Messages"][0]
        equal(again["Attributes"]["ApproximateReceiveCount"], "2")
        sqs.delete_message(**here, ReceiptHandle=again["ReceiptHandle"])
        count = {"AttributeNames": ["ApproximateNumberOfMessages"]}
        equal(sqs.get_queue_attributes(**here, **count)["Attributes"]["ApproximateNumberOfMessages"], "0")

    with report.check("sqs messages, ten at once"):
        for number in range(10):
            sqs.send_message(**here, MessageBody=str(number))
        received = []
        until(lambda: take(sqs, here, received) >= 10)
        entries = [{"Id": str(n), "ReceiptHandle": one["ReceiptHandle"]} for n, one in enumerate(received)]
        wrong = {"Id": "wrong", "ReceiptHandle": "nothing"}
        answer = sqs.delete_message_batch(**here, Entries=[*entries[1:], wrong])
        equal((len(answer["Successful"]), [one["Id"] for one in answer["Failed"]]), (9, ["wrong"]))
        batch = "AWS.SimpleQueueService."
        call = sqs.delete_message_batch
        refused(batch + "EmptyBatchRequest", call, **here, Entries=[])
        refused(batch + "TooManyEntriesInBatchRequest", call, **here, Entries=[entries[0] | {"Id": str(n)} for n in range(11)])
        refused(batch + "BatchEntryIdsNotDistinct", call, **here, Entries=[entries[0]] * 2)
        refused(batch + "InvalidBatchEntryId", call, **here, Entries=[entries[0] | {"Id": "a b"}])
        call(**here, Entries=entries[:1])

    with report.check("sqs refused"):
        legacy = "AWS.SimpleQueueService.NonExistentQueue"
        refused(legacy, sqs.send_message, **nowhere, MessageBody="x")
        refused(legacy, sqs.receive_message, **nowhere)
        refused(legacy, sqs.delete_message, **nowhere, ReceiptHandle="x")
        refused("ReceiptHandleIsInvalid", sqs.delete_message, **here, ReceiptHandle="nothing")
        refused("ReceiptHandleIsInvalid", sqs.change_message_visibility, **here, ReceiptHandle="nothing",
                VisibilityTimeout=1)
        refused("InvalidMessageContents", sqs.send_message, **here, MessageBody="\x01")
        refused("InvalidParameterValue", sqs.send_message, **here, MessageBody="x" * (1 << 20) + "x")
        refused("InvalidParameterValue", sqs.send_message, **here, MessageBody="x", DelaySeconds=901)
        refused("InvalidParameterValue", sqs.receive_message, **here, MaxNumberOfMessages=11)
        refused("InvalidParameterValue", sqs.receive_message, **here, WaitTimeSeconds=21)
        refused("MissingParameter", sqs.send_message, **here)


def take(sqs, here, received):
    """Receives what is there, and answers how much it is by now."""
    more = sqs.receive_message(**here, MaxNumberOfMessages=10, WaitTimeSeconds=1, VisibilityTimeout=600)
    received += more.get("Messages", [])
    return len(received)
