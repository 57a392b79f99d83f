//! The stories: a person types in Slack, AWS is looked at, a person is answered, all through the outer doors.

mod demo;
mod harness;
mod sim_aws;
mod status;
