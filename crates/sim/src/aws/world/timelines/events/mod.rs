//! What EventBridge tells of each reference story, in the order of time.

mod codedeploy;
mod ecs;
mod pipeline;
mod shapes;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::Stage;
use crate::aws::world::Ship;
use crate::aws::world::pipeline::Change;

const APPROVE: (&str, &str, &str) = ("payments", "Approval", "Approve");

impl Stage {
    /// Lets time pass, and tells what EventBridge told since the last time: a line per event with the seconds since
    /// the story began, what changed, to what, and whose change it is. Ids are letters, in the order they appear.
    fn story(&mut self, seconds: i64) -> String {
        self.step(seconds);
        let began: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
        let mut letters = BTreeMap::new();
        let lines = self.world.take_events().into_iter().map(|event| {
            let time: Timestamp = event.json["time"].as_str().unwrap().parse().unwrap();
            let seconds = time.duration_since(began).as_secs();
            let (what, state, mut subject, id) = words(&event.json);
            if let Some(id) = id {
                let next = char::from(b'A' + u8::try_from(letters.len()).unwrap());
                subject.push(' ');
                subject.push(*letters.entry(id).or_insert(next));
            }
            format!("{seconds:<5} {what} | {state} | {subject}\n")
        });
        lines.collect()
    }

    fn release(&mut self, service: &str, ship: Ship) -> String {
        self.home().deploy("prod-main", service, ship).unwrap()
    }

    fn push(&mut self, tag: &str) -> String {
        let commit = "1111111111111111111111111111111111111111";
        let change = Change::new(commit, "A change", tag);
        self.home().run_pipeline("payments", change).unwrap()
    }

    fn answer(&mut self, approved: bool) {
        let (token, _) = self.home().waiting_approval("payments").unwrap();
        self.home()
            .put_approval(APPROVE, &token, approved, "because", "arn:me")
            .unwrap();
    }
}

/// What changed, its state, what it is, and the id to be made a letter.
fn words(event: &Value) -> (String, String, String, Option<String>) {
    let detail = &event["detail"];
    let text = |name: &str| detail[name].as_str().unwrap_or_default().to_owned();
    let resource = event["resources"][0].as_str().unwrap_or_default();
    let service = resource.rsplit('/').next().unwrap_or_default().to_owned();
    let what = event["detail-type"].as_str().unwrap();
    match what {
        "ECS Deployment State Change" => (
            "ECS".to_owned(),
            text("eventName"),
            service,
            Some(text("deploymentId")),
        ),
        "ECS Hook State Change" => {
            let deployment = text("serviceDeploymentArn");
            let service = text("serviceArn");
            let service = service.rsplit('/').next().unwrap_or_default().to_owned();
            (
                "ECS hook".to_owned(),
                text("eventName"),
                service,
                Some(deployment),
            )
        }
        "ECS Service Action" => ("ECS action".to_owned(), text("eventName"), service, None),
        "CodeDeploy Deployment State-change Notification" => (
            "CodeDeploy".to_owned(),
            text("state"),
            text("application"),
            Some(text("deploymentId")),
        ),
        "CloudWatch Alarm State Change" => {
            let state = detail["state"]["value"].as_str().unwrap().to_owned();
            ("alarm".to_owned(), state, text("alarmName"), None)
        }
        _ => {
            let what = what.split(' ').nth(1).unwrap().to_owned();
            let parts = ["pipeline", "stage", "action"].map(text);
            let id = (what == "Pipeline").then(|| text("execution-id"));
            let subject = parts.into_iter().rfind(|part| !part.is_empty());
            (what, text("state"), subject.unwrap(), id)
        }
    }
}
