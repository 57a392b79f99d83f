//! The timelines of the model, watched with a clock that is stepped by hand.

mod bluegreen;
mod codedeploy;
mod events;
mod pipeline;
mod rolling;

use jiff::Timestamp;

use super::ecs::Service;
use super::place::later;
use super::{Region, World};

/// A world at rest, and its time.
struct Stage {
    world: World,
    now: Timestamp,
}

impl Stage {
    fn new() -> Self {
        let now = "2026-11-20T09:00:00Z".parse().unwrap();
        Self {
            world: World::reference(now),
            now,
        }
    }

    /// Lets time pass.
    fn step(&mut self, seconds: i64) {
        self.now = later(self.now, seconds);
        self.world.tick(self.now);
    }

    fn home(&mut self) -> &mut Region {
        self.world.home()
    }

    fn service(&mut self, name: &str) -> &mut Service {
        self.home().service_mut("prod-main", name).unwrap()
    }

    /// Whether one of the service's events ends so.
    fn heard(&mut self, service: &str, ending: &str) -> bool {
        let events = &self.service(service).events;
        events.iter().any(|event| event.message.ends_with(ending))
    }

    /// What `watch` sees every `seconds`, until it has seen the same `quiet` times; repeats left out.
    fn watch<T: PartialEq>(
        &mut self,
        seconds: i64,
        quiet: usize,
        watch: impl Fn(&mut Self) -> T,
    ) -> Vec<T> {
        let mut seen = vec![watch(self)];
        let mut same = 0;
        while same < quiet {
            self.step(seconds);
            let next = watch(self);
            if seen.last() == Some(&next) {
                same += 1;
            } else {
                same = 0;
                seen.push(next);
            }
        }
        seen
    }
}

#[test]
fn the_reference_world_is_at_rest() {
    let mut stage = Stage::new();
    for cluster in stage.world.home().clusters.values() {
        for service in cluster.services.values() {
            assert_eq!(service.due(), None, "{}", service.name);
            assert_eq!(service.fleets.len(), 1, "{}", service.name);
            assert_eq!(
                service.running(&service.fleets[0].id),
                service.desired,
                "{}",
                service.name
            );
        }
    }
    assert!(
        stage
            .home()
            .deployments
            .iter()
            .all(|one| one.status.name() == "Succeeded")
    );
    assert!(
        stage.home().pipelines["payments"]
            .executions
            .iter()
            .all(|one| one.status.name() == "Succeeded")
    );
}

#[test]
fn one_long_tick_is_the_same_as_many_short_ones() {
    let ends = [1, 60, 3600].map(|seconds| {
        let mut stage = Stage::new();
        stage
            .home()
            .deploy("prod-main", "orders-api", super::Ship::healthy("v99"))
            .unwrap();
        stage
            .home()
            .deploy(
                "prod-main",
                "payments-api",
                super::Ship::failing("v99", "AfterAllowTraffic"),
            )
            .unwrap();
        for _ in 0..7200 / seconds {
            stage.step(seconds);
        }
        format!("{:?}", stage.home())
    });
    assert_eq!(ends[0], ends[1]);
    assert_eq!(ends[1], ends[2]);
}

#[test]
fn a_crowd_is_at_rest_too() {
    let world = World::crowd("2026-11-20T09:00:00Z".parse().unwrap(), 120, 3);
    let home = world.region(super::HOME, super::REGION).unwrap();
    assert_eq!(home.clusters.len(), 3);
    let services = home
        .clusters
        .values()
        .flat_map(|cluster| cluster.services.values());
    assert_eq!(
        services
            .filter(|one| one.running(&one.fleets[0].id) == 2)
            .count(),
        120
    );
}
