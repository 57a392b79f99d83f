//! What a person can ask for: one file and one line a command.

mod desk;
mod grammar;
mod text;

use std::future::Future;

pub use desk::{Desk, MENTION, Outcome, Tools};
pub use grammar::parse;

use crate::domain::message::Message;
use crate::domain::names::PersonId;
use crate::domain::policy::Action;
use crate::domain::words::Words;

/// Lists the commands: the module of each, its place in [`Intent`], and how it is found, helped with and run.
macro_rules! commands {
    ($($module:ident :: $command:ident),* $(,)?) => {
        $(mod $module;)*

        /// What a person asked for, read and typed. Commands, mentions, clicks and modals all become one.
        #[derive(Debug, Clone, PartialEq, Eq, clap::Subcommand)]
        pub enum Intent {
            $($command($module::$command)),*
        }

        /// Every command that is built, in the order in which help lists them.
        const BUILT: &[Entry] = &[$(Entry::of::<$module::$command>()),*];

        impl Intent {
            /// Its command's name.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$command(_) => <$module::$command as Command>::NAME),*
                }
            }

            async fn answer_at_once(&self, tools: &Tools, asker: &Asker) -> Option<Message> {
                match self {
                    $(Self::$command(command) => command.answer_at_once(tools, asker).await),*
                }
            }

            async fn run(self, tools: &Tools, asker: &Asker) -> Message {
                match self {
                    $(Self::$command(command) => command.run(tools, asker).await),*
                }
            }
        }
    };
}

commands! {
    status::Status,
    help::Help,
}

/// The commands of the contract that are not built yet, and the grant each needs. Who asks is told so.
const NOT_BUILT: &[Entry] = &[
    Entry::of_contract("approve", Some(Action::Approve)),
    Entry::of_contract("reject", Some(Action::Approve)),
    Entry::of_contract("rollback", Some(Action::Rollback)),
    Entry::of_contract("continue", Some(Action::Continue)),
    Entry::of_contract("history", None),
];

/// A command: clap's derive reads its arguments, Fluent speaks for it (`help-NAME`, `usage-NAME`).
trait Command: clap::Args {
    /// The word that is typed.
    const NAME: &'static str;
    /// The grant that it needs somewhere; none for what only reads.
    const NEEDS: Option<Action> = None;

    /// The answer, where it needs neither AWS nor Slack: it is given within the acknowledgement.
    fn answer_at_once(&self, _: &Tools, _: &Asker) -> impl Future<Output = Option<Message>> + Send {
        async { None }
    }

    /// The answer, however long it takes.
    fn run(self, tools: &Tools, asker: &Asker) -> impl Future<Output = Message> + Send;
}

/// What help and the grammar know of a command.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The word that is typed.
    pub name: &'static str,
    needs: Option<Action>,
    /// Whether it is there, or only promised.
    pub built: bool,
}

impl Entry {
    const fn of<C: Command>() -> Self {
        Self {
            name: C::NAME,
            needs: C::NEEDS,
            built: true,
        }
    }

    const fn of_contract(name: &'static str, needs: Option<Action>) -> Self {
        Self {
            name,
            needs,
            built: false,
        }
    }
}

/// Every command there is or will be.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    BUILT.iter().chain(NOT_BUILT)
}

/// Who asks, and in which language they are answered.
pub struct Asker {
    pub person: PersonId,
    pub words: &'static Words,
}
