//! Which execution of a pipeline made a deployment that was heard of by itself.

use domain::names::Globs;
use domain::release::{News, Subject};
use pilothouse::aws::Question;
use sim::aws::world::Ship;

use super::{Account, code_deploy, environment};

impl Account {
    fn orphan(&self, subject: Subject) -> Question {
        Question {
            owner: true,
            ..self.question(subject)
        }
    }

    /// The pipelines' executions that the answer says have made something, and what.
    async fn owners(&self, subject: &Subject) -> Vec<(Subject, Subject)> {
        let answer = self.answer(&[self.orphan(subject.clone())]).await;
        assert!(answer.missed.is_empty(), "{:?}", answer.missed);
        let made = answer
            .observations
            .into_iter()
            .filter_map(|one| match one.news {
                News::Action(action) => Some((one.of, action.made?)),
                _ => None,
            });
        made.collect()
    }

    fn staging_set(&self) -> Subject {
        let id = self.aws.edit(|world| {
            let service = world.home().service("staging", "payments-api");
            service.expect("a service").fleets[0].id.clone()
        });
        super::set("staging", "payments-api", &id)
    }
}

#[tokio::test]
async fn a_deployment_of_codedeploy_leads_to_the_run_that_made_it() {
    let account = Account::open().await;
    let run = account.run("v42");
    account.until_approval();
    account.approve(true, "");
    account.minutes(2);
    let id = account
        .aws
        .edit(|world| world.home().deployments.last().map(|one| one.id.clone()));
    let deployment = code_deploy(&id.expect("a deployment"));
    let owners = account.owners(&deployment).await;
    assert!(owners.contains(&(run, deployment)), "{owners:?}");
}

#[tokio::test]
async fn a_set_of_tasks_leads_to_the_run_that_made_its_service_deployment() {
    let account = Account::open().await;
    let run = account.run("v42");
    account.seconds(75);
    let owners = account.owners(&account.staging_set()).await;
    assert!(
        matches!(&owners[..], [(of, Subject::ServiceDeployment { service, .. })]
            if *of == run && service == "payments-api"),
        "{owners:?}"
    );
}

#[tokio::test]
async fn an_action_that_names_no_deployment_is_joined_by_its_service_and_the_time() {
    let account = Account::open().await;
    let run = account.run("v42");
    account.seconds(75);
    let arn = account.aws.edit(|world| {
        let pipeline = world
            .home()
            .pipelines
            .get_mut("payments")
            .expect("a pipeline");
        let staging = pipeline
            .executions
            .last_mut()
            .expect("an execution")
            .stages
            .last_mut();
        let action = staging.expect("a stage").actions.last_mut();
        // What AWS shows for an action of ECS is not documented; here it is nothing of use.
        let id = Some("5f0a6c3b-0000-4000-8000-000000000000".to_owned());
        std::mem::replace(&mut action.expect("an action").external_id, id)
    });
    let made = Subject::of_service_deployment(&arn.expect("an id")).expect("an ARN");
    let owners = account.owners(&account.staging_set()).await;
    assert_eq!(owners, [(run, made)]);
}

#[tokio::test]
async fn a_deployment_by_hand_has_no_owner_though_a_pipeline_deploys_there_too() {
    let account = Account::open().await;
    let id = account.deploy("payments-api", Ship::healthy("v42"));
    account.minutes(1);
    assert_eq!(account.owners(&code_deploy(&id)).await, []);
    let other = account.deploy("orders-api", Ship::healthy("v19"));
    let subject = Subject::of_service_deployment(&other).expect("an ARN");
    assert_eq!(account.owners(&subject).await, []);
}

#[tokio::test]
async fn a_pipeline_of_another_environment_owns_its_deployments_here() {
    let mut clusters = environment("prod");
    clusters.pipelines = Globs::new(["nothing"]);
    let mut pipelines = environment("pipelines");
    pipelines.clusters = Globs::new(["nothing"]);
    let account = Account::with(vec![clusters.clone(), pipelines]).await;
    let run = account.run("v42");
    account.seconds(75);
    let owners = account.owners(&account.staging_set()).await;
    assert_eq!(owners.first().map(|(of, _)| of), Some(&run));

    let alone = Account::with(vec![clusters]).await;
    alone.run("v42");
    alone.seconds(75);
    assert_eq!(alone.owners(&alone.staging_set()).await, []);
    assert_eq!(alone.aws.calls().count("codepipeline.GetPipeline"), 0);
}
