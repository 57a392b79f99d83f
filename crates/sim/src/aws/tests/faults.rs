//! Trouble on request, and the pace.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{CODEDEPLOY, CODEPIPELINE, ECS, Wire, name};
use crate::aws::world::pipeline::Change;
use crate::{Fault, Kind};

#[tokio::test]
async fn a_fault_befalls_its_calls_and_no_more() {
    let wire = Wire::start().await;
    for (kind, status, error) in [
        (Kind::Status(500), 500, "ServerException"),
        (Kind::Status(503), 503, "ServiceUnavailableException"),
        (
            Kind::Throttle { retry_after: 1 },
            400,
            "ThrottlingException",
        ),
        (
            Kind::Error("AccessDeniedException".to_owned()),
            400,
            "AccessDeniedException",
        ),
    ] {
        wire.sim
            .faults()
            .inject(Fault::on("ecs.ListClusters", kind).times(1));
        let (found, body) = wire.call(ECS, "ListClusters", &json!({})).await;
        assert_eq!((found, name(&body).as_str()), (status, error));
        assert_eq!(wire.call(ECS, "ListClusters", &json!({})).await.0, 200);
    }
    wire.sim
        .faults()
        .inject(Fault::on("*", Kind::Status(500)).scope("999999999999"));
    assert_eq!(
        wire.call(CODEDEPLOY, "ListApplications", &json!({}))
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn an_answer_can_be_lost_or_spoilt() {
    let wire = Wire::start().await;
    let ask = || wire.request(ECS, "ListClusters", "{}".to_owned());
    wire.sim
        .faults()
        .inject(Fault::on("ecs.ListClusters", Kind::Drop).times(1));
    assert!(ask().send().await.is_err());
    assert_eq!(wire.sim.calls().of("ecs.ListClusters")[0].status, 0);
    wire.sim
        .faults()
        .inject(Fault::on("ecs.ListClusters", Kind::Hang).times(1));
    let hung = ask().timeout(Duration::from_millis(200)).send().await;
    assert!(hung.is_err_and(|error| error.is_timeout()));
    wire.sim
        .faults()
        .inject(Fault::on("ecs.ListClusters", Kind::NoContentType).times(1));
    let bare = ask().send().await.unwrap();
    assert!(!bare.headers().contains_key("content-type"));
    wire.sim
        .faults()
        .inject(Fault::on("ecs.ListClusters", Kind::Garbage).times(1));
    let garbage = ask().send().await.unwrap();
    assert_eq!(garbage.status(), 200);
    assert!(garbage.text().await.unwrap().starts_with("<html>"));
}

#[tokio::test]
async fn a_change_whose_answer_is_lost_has_happened() {
    let wire = Wire::start().await;
    wire.sim.edit(|world| {
        let change = Change::new(
            "2222222222222222222222222222222222222222",
            "A change",
            "v42",
        );
        world.home().run_pipeline("payments", change).unwrap();
    });
    wire.clock.advance(Duration::from_secs(600));
    let (token, _) = wire
        .sim
        .edit(|world| world.home().waiting_approval("payments"))
        .unwrap();
    let input = json!({
        "pipelineName": "payments", "stageName": "Approval", "actionName": "Approve", "token": token,
        "result": {"summary": "fine", "status": "Approved"},
    });
    wire.sim.faults().inject(
        Fault::on("codepipeline.PutApprovalResult", Kind::Drop)
            .after()
            .times(1),
    );
    let lost = wire
        .request(CODEPIPELINE, "PutApprovalResult", input.to_string())
        .send()
        .await;
    assert!(lost.is_err());
    assert_eq!(
        wire.refused(CODEPIPELINE, "PutApprovalResult", &input)
            .await,
        "ApprovalAlreadyCompletedException"
    );
}

#[tokio::test]
async fn delay_and_latency_take_their_time() {
    let wire = Wire::start().await;
    let begun = Instant::now();
    wire.sim
        .faults()
        .inject(Fault::on("ecs.ListClusters", Kind::Delay(Duration::from_millis(60))).times(1));
    assert_eq!(wire.call(ECS, "ListClusters", &json!({})).await.0, 200);
    wire.sim.set_latency(Duration::from_millis(60));
    assert_eq!(
        wire.call(CODEDEPLOY, "ListApplications", &json!({}))
            .await
            .0,
        200
    );
    assert!(begun.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn what_comes_after_acting_waits_and_spoils_then() {
    let wire = Wire::start().await;
    let ask = || wire.request(ECS, "ListClusters", "{}".to_owned());
    let inject = |kind: Kind| {
        let fault = Fault::on("ecs.ListClusters", kind).after().times(1);
        wire.sim.faults().inject(fault);
    };
    inject(Kind::NoContentType);
    let bare = ask().send().await.unwrap();
    assert!(!bare.headers().contains_key("content-type"));
    inject(Kind::Delay(Duration::from_secs(60)));
    let late = ask().timeout(Duration::from_millis(200)).send().await;
    assert!(late.is_err_and(|error| error.is_timeout()));
    assert_eq!(wire.sim.calls().count("ecs.ListClusters"), 2);
}

#[tokio::test]
async fn a_held_call_goes_on_when_let_go_and_ends_with_its_client() {
    const PATIENCE: Duration = Duration::from_secs(10);
    let wire = Wire::start().await;
    let faults = wire.sim.faults();
    let calls = || wire.sim.calls().count("ecs.ListClusters");
    let hold = Fault::on("ecs.ListClusters", Kind::Hold);
    for (fault, logged) in [(hold.clone(), 0), (hold.after(), 1)] {
        let before = calls();
        faults.inject(fault);
        let ask = || tokio::spawn(wire.request(ECS, "ListClusters", "{}".to_owned()).send());
        let (killed, patient) = (ask(), ask());
        assert!(faults.held("ecs.ListClusters", 2, PATIENCE).await);
        assert_eq!(calls() - before, 2 * logged);
        killed.abort();
        assert!(killed.await.unwrap_err().is_cancelled());
        assert!(!faults.none_held(Duration::from_millis(50)).await);
        faults.clear();
        faults.release();
        assert_eq!(patient.await.unwrap().unwrap().status(), 200);
        assert!(faults.none_held(Duration::ZERO).await);
    }
}

#[tokio::test]
async fn paces_throttle_when_they_are_on() {
    let wire = Wire::start().await;
    wire.sim.set_paces(true);
    for _ in 0..50 {
        assert_eq!(wire.call(ECS, "ListClusters", &json!({})).await.0, 200);
    }
    assert_eq!(
        wire.refused(ECS, "ListClusters", &json!({})).await,
        "ThrottlingException"
    );
    wire.clock.advance(Duration::from_secs(1));
    assert_eq!(wire.call(ECS, "ListClusters", &json!({})).await.0, 200);
}
