//! The settings: one file and a few variables, read at once, with everything that is wrong told at once.

mod door;
mod environments;
mod grants;
mod keys;
mod not_yet;
mod pace;
mod problems;
mod routes;
mod say;
mod shapes;
mod slack;
mod sources;
mod store;
mod table;
mod values;
mod variables;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use toml::de::DeTable;

pub use self::door::EventsDoor;
pub use self::pace::Pace;
pub use self::problems::{Problem, Problems};
pub use self::slack::{Slack, Transport};
pub use self::sources::Queue;
pub use self::store::StoreUrl;
pub use domain::secret::Secret;

use self::problems::Notes;
use self::slack::{Access, Way};
use self::table::{Document, Table};
use self::values::text;
use self::variables::Variables;
use domain::names::Environment;
use domain::policy::Grant;
use domain::route::Route;

/// Everything that an installation decides.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where HTTP is served; `0.0.0.0:8080` unless set. TLS ends in front of it.
    pub listen: SocketAddr,
    /// Where the store is; `PILOTHOUSE_STORE` goes before the file.
    pub store: StoreUrl,
    pub slack: Slack,
    /// In the order of the file: the first that matches is meant.
    pub environments: Vec<Environment>,
    pub grants: Vec<Grant>,
    /// Every one that matches gets the message.
    pub routes: Vec<Route>,
    /// What EventBridge's API destination sends; unset, there is no door for events.
    pub events_token: Option<Secret>,
    /// The ARNs of the topics of SNS that may post; where there is none, there is no door for SNS.
    pub topics: Vec<String>,
    /// The queue that events are pulled from.
    pub queue: Option<Queue>,
    pub pace: Pace,
    /// Sentences about what stops nobody, but should be known.
    pub warnings: Vec<String>,
}

impl Settings {
    /// Reads the file and the variables of this process. The file is `path`, else the one that
    /// `PILOTHOUSE_CONFIG` names, else `pilothouse.toml`.
    pub fn load(path: Option<&Path>) -> Result<Self, Problems> {
        // A variable that is not Unicode comes out wrong and is told, where leaving it out would say it is unset.
        let env = |name: &str| Some(std::env::var_os(name)?.to_string_lossy().into_owned());
        let path = path.map(Path::to_path_buf);
        let path = path
            .or_else(|| {
                std::env::var_os("PILOTHOUSE_CONFIG")
                    .filter(|p| !p.is_empty())
                    .map(PathBuf::from)
            })
            .unwrap_or_else(|| PathBuf::from("pilothouse.toml"));
        let file_name = path.display().to_string();
        let text = std::fs::read_to_string(&path).map_err(|error| {
            let what = format!(
                "the settings in {file_name} cannot be read: {error}; name the file with --config or PILOTHOUSE_CONFIG"
            );
            Problems::new(&file_name, vec![Problem { line: None, what }])
        })?;
        Self::read(&text, &file_name, &env)
    }

    /// Reads `text`, with `file_name` to call it by and `env` to look variables up.
    pub fn read(
        text: &str,
        file_name: &str,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Problems> {
        let notes = Notes::default();
        let document = Document {
            text,
            file_name,
            notes: &notes,
        };
        let variables = Variables::new(env, &notes);
        let (root, errors) = DeTable::parse_recoverable(text);
        let transport = Way::of(root.get_ref()).transport(&variables);
        let access = Access::read(&variables);
        let store = variables.optional("PILOTHOUSE_STORE", StoreUrl::parse_variable);
        let events_token = variables.maybe_secret("PILOTHOUSE_EVENTS_TOKEN", sources::token);
        not_yet::in_variables(&variables, &notes);

        // What follows a mistake in syntax may seem to belong elsewhere: nothing more is said about the file.
        let settings = match errors.as_slice() {
            [] => read_file(&document, root.get_ref(), access, transport, store),
            errors => {
                tell_syntax(&document, errors);
                None
            }
        };
        let (problems, warnings) = notes.into_parts();
        match settings {
            Some(settings) if problems.is_empty() => Ok(Self {
                events_token: events_token.flatten(),
                warnings,
                ..settings
            }),
            _ => Err(Problems::new(file_name, problems)),
        }
    }
}

fn read_file(
    document: &Document<'_>,
    root: &DeTable<'_>,
    access: Option<Access>,
    transport: Option<Transport>,
    store: Option<Option<StoreUrl>>,
) -> Option<Settings> {
    not_yet::in_file(document, root);
    let top = Table::top(document, root);
    let any_address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 8080));
    let listen = top.or("listen", any_address, text(shapes::address));
    let store_in_file = top.or("store", StoreUrl::default(), text(StoreUrl::parse));
    let slack = Slack::read(&top, access, transport);
    let (environments, names) = environments::read(&top);
    let routes = routes::read(&top, &names);
    let grants = grants::read(&top, &names);
    let sources = sources::read(&top);
    let pace = Pace::read(&top);
    let (environments, sources) = (environments?, sources?);
    if environments.is_empty() {
        let file = document.file_name;
        let what =
            format!("there are no [[environments]] in {file}, so that nothing of AWS is seen");
        document.notes.warn(what);
    }
    Some(Settings {
        listen: listen?,
        store: store?.or(store_in_file)?,
        slack: slack?,
        environments,
        grants: grants?,
        routes: routes?,
        events_token: None,
        topics: sources.topics,
        queue: sources.queue,
        pace: pace?,
        warnings: Vec::new(),
    })
}

/// One mistake often makes several errors on its line; the first is the one that helps.
fn tell_syntax(document: &Document<'_>, errors: &[toml::de::Error]) {
    let mut told = BTreeSet::new();
    for error in errors {
        let line = document.line_at(error.span().map_or(0, |span| span.start));
        let why = error.message().trim_end_matches(", expected nothing");
        if told.insert(line) {
            document.notes.at(line, format!("this is no TOML: {why}"));
        }
    }
}
