//! AWS as the bot sees it: clients for each environment, and what they show, in the words of `domain`.

mod ask;
mod batch;
mod codedeploy;
mod codepipeline;
mod convert;
mod ecs;
mod fleet;
mod found;
mod hands;
mod known;
mod latest;
mod look;
mod motion;
pub mod sns;
mod sqs;
mod why;

pub use ask::{Answer, Question};
pub use fleet::{Fleet, production_http_client};
pub use sqs::{Message, Queue};
