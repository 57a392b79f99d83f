//! AWS as the bot sees it: clients for each environment, and what they show, in the words of `domain`.

mod codedeploy;
mod codepipeline;
mod ecs;
mod fleet;
mod look;
mod why;

pub use fleet::{Fleet, production_http_client};
