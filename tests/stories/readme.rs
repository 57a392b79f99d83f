//! What the README says of the simulators, held against them.

use std::fs;
use std::path::Path;

use sim::Clock;
use sim::aws::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};
use sim::slack::SlackSim;

#[tokio::test]
async fn the_readme_names_what_a_client_of_the_simulators_needs() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).expect("README.md");
    let here = "127.0.0.1:0".parse().expect("an address");
    let slack = SlackSim::start(here, Clock::running(1.0))
        .await
        .expect("a Slack");
    let (token, app_token, secret) = slack.read(|workspace| {
        let app = &workspace.app;
        (
            app.token.clone(),
            app.app_token.clone(),
            app.signing_secret.clone(),
        )
    });
    for word in [
        &token,
        &app_token,
        &secret,
        ACCESS_KEY_ID,
        SECRET_ACCESS_KEY,
    ] {
        assert!(
            readme.contains(&format!("`{word}`")),
            "README.md lacks {word}"
        );
    }
}
