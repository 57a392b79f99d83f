"""SNS: topics, and a subscription of ours that is told what they are told."""

import http.server
import json
import threading

from client import refused
from report import equal, until


class Endpoint(http.server.BaseHTTPRequestHandler):
    """Takes everything, and keeps the headers and the body."""

    posts = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.posts.append((self.headers, body.decode()))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def all(report, sns):
    """Everything offered, happy and refused."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}/aws/sns"
    posts = Endpoint.posts

    with report.check("sns topics"):
        topic = sns.create_topic(Name="builds")["TopicArn"]
        equal(topic, "arn:aws:sns:ap-northeast-2:111122223333:builds")
        equal(sns.create_topic(Name="builds", Attributes={"SignatureVersion": "1"})["TopicArn"], topic)
        equal(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["SignatureVersion"], "1")
        sns.set_topic_attributes(TopicArn=topic, AttributeName="SignatureVersion", AttributeValue="2")
        equal(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["SignatureVersion"], "2")

    here = {"TopicArn": topic}
    with report.check("sns a subscription, confirmed and told"):
        answer = sns.subscribe(**here, Protocol="http", Endpoint=endpoint, ReturnSubscriptionArn=True)
        arn = {"SubscriptionArn": answer["SubscriptionArn"]}
        until(lambda: len(posts) == 1)
        headers, body = posts[0]
        equal(headers["x-amz-sns-message-type"], "SubscriptionConfirmation")
        equal(sns.get_subscription_attributes(**arn)["Attributes"]["PendingConfirmation"], "true")
        token = json.loads(body)["Token"]
        for _ in range(2):
            equal(sns.confirm_subscription(**here, Token=token)["SubscriptionArn"], arn["SubscriptionArn"])
        listed = sns.list_subscriptions_by_topic(**here)["Subscriptions"]
        equal([one["SubscriptionArn"] for one in listed], [arn["SubscriptionArn"]])
        sent = sns.publish(**here, Message='{"word": "갑"}', Subject="A <word>")["MessageId"]
        until(lambda: len(posts) == 2)
        told = json.loads(posts[1][1])
        equal((told["MessageId"], told["Message"], told["Subject"]), (sent, '{"word": "갑"}', "A <word>"))
        sns.set_subscription_attributes(**arn, AttributeName="RawMessageDelivery", AttributeValue="true")
        sns.publish(**here, Message="bare")
        until(lambda: len(posts) == 3)
        equal((posts[2][0]["x-amz-sns-rawdelivery"], posts[2][1]), ("true", "bare"))
        sns.unsubscribe(**arn)
        equal(sns.list_subscriptions_by_topic(**here)["Subscriptions"], [])

    with report.check("sns refused"):
        invalid = "InvalidParameter"
        refused("NotFound", sns.publish, TopicArn=topic + "-gone", Message="x")
        refused("NotFound", sns.get_subscription_attributes, **arn)
        refused("AuthorizationError", sns.publish, TopicArn=topic.replace("111122223333", "444455556666"), Message="x")
        refused(invalid, sns.publish, TopicArn=topic.replace("northeast", "southeast"), Message="x")
        refused(invalid, sns.publish, **here)
        refused(invalid, sns.publish, **here, Message="")
        refused(invalid, sns.publish, **here, Message="x" * 262145)
        refused(invalid, sns.publish, **here, Message="x", Subject="x" * 101)
        refused(invalid, sns.create_topic, Name="a b")
        refused(invalid, sns.create_topic, Name="a", Attributes={"Colour": "red"})
        refused(invalid, sns.set_topic_attributes, **here, AttributeName="SignatureVersion", AttributeValue="3")
        refused(invalid, sns.set_topic_attributes, **here, AttributeName="Colour", AttributeValue="red")
        refused(invalid, sns.subscribe, **here, Protocol="email", Endpoint="ann@example.com")
        refused(invalid, sns.subscribe, **here, Protocol="https", Endpoint=endpoint)
        refused(invalid, sns.confirm_subscription, **here, Token="wrong")

    server.shutdown()
