//! What a person can ask for: one file and one line a command.

mod acting;
mod admission;
mod answering;
mod choice;
mod clicks;
mod deployed;
mod desk;
mod grammar;
mod language;
mod mentions;
mod named;
mod offer;
mod pressing;
mod reply;
#[cfg(test)]
mod tests;
mod text;
mod tools;

use std::future::Future;

pub use acting::settle_all;
pub use admission::Installation;
pub use clicks::Pressed;
pub use desk::{COMMAND, Desk, INTERACTION, MENTION, Outcome};
pub use grammar::parse;
pub use reply::Reply;
pub use tools::{Hands, Tools};

use domain::names::{ChannelId, PersonId};
use domain::policy::Action;
use domain::words::Words;

/// Lists the commands: the module of each, its place in [`Request`], and how it is found, helped with and run.
macro_rules! commands {
    ($($module:ident :: $command:ident),* $(,)?) => {
        $(mod $module;)*

        /// What a person typed, read. What changes anything becomes an intent, as a click and a modal do.
        #[derive(Debug, Clone, PartialEq, Eq, clap::Subcommand)]
        pub enum Request {
            $($command($module::$command)),*
        }

        /// Every command that is built, in the order in which help lists them.
        const BUILT: &[Entry] = &[$(Entry::of::<$module::$command>()),*];

        impl Request {
            /// Its command's name.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$command(_) => <$module::$command as Command>::NAME),*
                }
            }

            /// Whether it may change something, so that it is stored before it is acknowledged.
            pub fn changes(&self) -> bool {
                match self {
                    $(Self::$command(_) => <$module::$command as Command>::NEEDS.is_some()),*
                }
            }

            async fn answer_at_once(&self, tools: &Tools, asker: &Asker) -> Option<Reply> {
                match self {
                    $(Self::$command(command) => command.answer_at_once(tools, asker).await),*
                }
            }

            async fn run(self, tools: &Tools, asker: &Asker) -> Reply {
                match self {
                    $(Self::$command(command) => command.run(tools, asker).await),*
                }
            }
        }
    };
}

commands! {
    status::Status,
    approve::Approve,
    reject::Reject,
    rollback::Rollback,
    continue_::Continue,
    history::History,
    help::Help,
}

/// Commands that are promised and not there yet.
const NOT_BUILT: [&str; 11] = [
    "finish", "retry", "stop", "start", "restart", "scale", "diff", "logs", "lock", "unlock",
    "locks",
];

/// A command: clap's derive reads its arguments, Fluent speaks for it (`help-NAME`, `usage-NAME`).
trait Command: clap::Args {
    /// The word that is typed.
    const NAME: &'static str;
    /// The grant that it needs somewhere; none for what only reads.
    const NEEDS: Option<Action> = None;
    /// Options that are promised and not there yet.
    const NOT_BUILT: &'static [&'static str] = &[];

    /// The answer, where it needs neither AWS nor Slack: it is given within the acknowledgement.
    fn answer_at_once(&self, _: &Tools, _: &Asker) -> impl Future<Output = Option<Reply>> + Send {
        async { None }
    }

    /// The answer, however long it takes.
    fn run(self, tools: &Tools, asker: &Asker) -> impl Future<Output = Reply> + Send;
}

/// What help and the grammar know of a command.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The word that is typed.
    pub name: &'static str,
    needs: Option<Action>,
    not_built: &'static [&'static str],
}

impl Entry {
    const fn of<C: Command>() -> Self {
        Self {
            name: C::NAME,
            needs: C::NEEDS,
            not_built: C::NOT_BUILT,
        }
    }
}

/// Every command there is.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    BUILT.iter()
}

/// Who asks, and in which language they are answered.
pub struct Asker {
    pub person: PersonId,
    pub words: &'static Words,
    /// The id of what they asked with: the same however often it is worked on.
    pub request: String,
    pub channel: ChannelId,
    /// The thread that they ask in.
    pub thread: Option<String>,
}
