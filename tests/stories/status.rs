//! `status`: what a person reads of services at rest, in motion and in trouble.

use crate::harness::{House, read};

#[tokio::test]
async fn everything_at_rest_is_a_compact_table() {
    let house = House::open().await;
    let answer = house.ask("U0ANN", "status").await;
    insta::assert_snapshot!(read(&answer));
}

#[tokio::test]
async fn one_service_is_told_in_depth() {
    let house = House::open().await;
    let answer = house.ask("U0ANN", "status payments-api --env prod").await;
    insta::assert_snapshot!(read(&answer));
}
