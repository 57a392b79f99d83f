//! The stories: a person types in Slack, AWS is looked at, a person is answered, all through the outer doors.

mod acts;
mod answers;
mod asked;
mod deliver;
mod demo;
mod door;
mod doors;
mod events;
mod grammar;
mod hands;
mod harness;
mod life;
mod load;
mod malformed;
mod queue;
mod readme;
mod server;
mod sim_aws;
mod sim_sqs;
mod sockets;
mod status;
mod tls;
mod told;
mod trouble;
mod views;
