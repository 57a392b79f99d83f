//! What UpdateService must be told to make a service of one revision what it was in another.

use aws_sdk_ecs::operation::update_service::builders::UpdateServiceInputBuilder;
use aws_sdk_ecs::types as sdk;

/// Whether going back to `earlier` would change anything.
pub(in crate::aws::hands) fn differs(
    present: &sdk::ServiceRevision,
    earlier: &sdk::ServiceRevision,
) -> bool {
    present.task_definition() != earlier.task_definition()
        || differences(present, earlier) != UpdateServiceInputBuilder::default()
}

/// What goes back to `earlier`: its task definition, and of the rest only what differs, for what is named is replaced,
/// and some of it only by a new deployment.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html>
pub(super) fn update(
    present: &sdk::ServiceRevision,
    earlier: &sdk::ServiceRevision,
) -> UpdateServiceInputBuilder {
    differences(present, earlier).set_task_definition(earlier.task_definition.clone())
}

fn differences(
    present: &sdk::ServiceRevision,
    earlier: &sdk::ServiceRevision,
) -> UpdateServiceInputBuilder {
    let strategy = list(
        &present.capacity_provider_strategy,
        &earlier.capacity_provider_strategy,
    );
    UpdateServiceInputBuilder::default()
        // Another strategy is taken only together with a new deployment.
        .set_force_new_deployment(strategy.is_some().then_some(true))
        .set_capacity_provider_strategy(strategy)
        .set_platform_version(one(&present.platform_version, &earlier.platform_version))
        .set_network_configuration(one(
            &present.network_configuration,
            &earlier.network_configuration,
        ))
        .set_load_balancers(list(&present.load_balancers, &earlier.load_balancers))
        .set_service_registries(list(
            &present.service_registries,
            &earlier.service_registries,
        ))
        .set_service_connect_configuration(connect(
            present.service_connect_configuration.as_ref(),
            earlier.service_connect_configuration.as_ref(),
        ))
        .set_volume_configurations(list(
            &present.volume_configurations,
            &earlier.volume_configurations,
        ))
        .set_vpc_lattice_configurations(list(
            &present.vpc_lattice_configurations,
            &earlier.vpc_lattice_configurations,
        ))
}

/// What was there before, where it was another; what was not cannot be taken away.
fn one<T: Clone + PartialEq>(present: &Option<T>, earlier: &Option<T>) -> Option<T> {
    earlier.clone().filter(|_| present != earlier)
}

/// The same of a list, which can be emptied.
fn list<T: Clone + PartialEq>(
    present: &Option<Vec<T>>,
    earlier: &Option<Vec<T>>,
) -> Option<Vec<T>> {
    let earlier = earlier.clone().unwrap_or_default();
    (present.as_deref().unwrap_or_default() != earlier).then_some(earlier)
}

/// The same of Service Connect, which can be turned off.
fn connect(
    present: Option<&sdk::ServiceConnectConfiguration>,
    earlier: Option<&sdk::ServiceConnectConfiguration>,
) -> Option<sdk::ServiceConnectConfiguration> {
    let off = || sdk::ServiceConnectConfiguration::builder().build();
    (present != earlier).then(|| earlier.cloned().unwrap_or_else(off))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revision(definition: &str) -> sdk::ServiceRevision {
        sdk::ServiceRevision::builder()
            .task_definition(definition)
            .platform_version("1.4.0")
            .build()
    }

    #[test]
    fn only_what_differs_is_named_beside_the_task_definition() {
        let bare = UpdateServiceInputBuilder::default().task_definition("api:1");
        assert_eq!(update(&revision("api:2"), &revision("api:1")), bare);
        assert!(differs(&revision("api:2"), &revision("api:1")));
        assert!(!differs(&revision("api:1"), &revision("api:1")));

        let mut earlier = revision("api:1");
        earlier.platform_version = Some("1.3.0".to_owned());
        let moved = update(&revision("api:2"), &earlier);
        assert_eq!(moved, bare.platform_version("1.3.0"));
        assert!(differs(&revision("api:1"), &earlier));
    }

    #[test]
    fn what_was_not_there_before_is_taken_away_where_aws_can() {
        let balancer = sdk::LoadBalancer::builder()
            .container_name("api")
            .container_port(80)
            .build();
        let connect = sdk::ServiceConnectConfiguration::builder().enabled(true);
        let mut present = revision("api:2");
        present.load_balancers = Some(vec![balancer]);
        present.service_connect_configuration = Some(connect.build());
        let back = update(&present, &revision("api:1"));
        assert_eq!(back.get_load_balancers(), &Some(Vec::new()));
        let connect = back.get_service_connect_configuration().clone();
        assert!(!connect.expect("a word on it").enabled());
        // An empty list and none are the same.
        present = revision("api:2");
        present.load_balancers = Some(Vec::new());
        let back = update(&present, &revision("api:1"));
        assert_eq!(back.get_load_balancers(), &None);
    }

    #[test]
    fn another_strategy_is_sent_with_a_new_deployment() {
        let spot = sdk::CapacityProviderStrategyItem::builder()
            .capacity_provider("FARGATE_SPOT")
            .build()
            .expect("an item");
        let mut earlier = revision("api:1");
        earlier.capacity_provider_strategy = Some(vec![spot]);
        let back = update(&revision("api:2"), &earlier);
        assert_eq!(back.get_force_new_deployment(), &Some(true));
        let plain = update(&revision("api:2"), &revision("api:1"));
        assert_eq!(plain.get_force_new_deployment(), &None);
    }
}
