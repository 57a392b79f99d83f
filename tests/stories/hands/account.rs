//! Whose account the credentials are.

use pilothouse::domain::look::Why;
use pilothouse::sim::{Fault, Kind};

use crate::asked::{Account, HOME, OTHER, environment};

const CALL: &str = "sts.GetCallerIdentity";

#[tokio::test]
async fn credentials_of_the_right_account_are_asked_for_once() {
    let account = Account::open().await;
    let prod = account.environment();
    account
        .aws
        .faults()
        .inject(Fault::on(CALL, Kind::Error("AccessDenied".to_owned())).times(1));
    let denied = account.fleet.check_account(prod).await;
    assert!(matches!(denied, Err(Why::Denied { .. })), "{denied:?}");
    // That it could not be learned is not remembered; that it is the right one is.
    for _ in 0..3 {
        assert_eq!(account.fleet.check_account(prod).await, Ok(()));
    }
    assert_eq!(account.aws.calls().count(CALL), 2);
}

#[tokio::test]
async fn credentials_of_another_account_are_told_at_every_time() {
    let mut wrong = environment("prod");
    wrong.account = OTHER.to_owned();
    let account = Account::with(vec![wrong]).await;
    for _ in 0..2 {
        let whose = account.fleet.check_account(account.environment()).await;
        assert_eq!(whose, Err(Why::OtherAccount(HOME.to_owned())));
    }
}
