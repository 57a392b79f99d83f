//! Random lines that people may type after `approve` and `reject`.

use std::hash::{DefaultHasher, Hash, Hasher};

use domain::acting::selection::Answer;

/// Words that stand for a pipeline, exactly as far as a person can see, and which one.
const EXACT: [(&str, &str); 9] = [
    ("payments", "payments"),
    ("Payments", "payments"),
    ("\"payments\"", "payments"),
    ("“payments”", "payments"),
    ("pay\u{0}ments\u{200B}", "payments"),
    ("orders", "orders"),
    ("'orders'", "orders"),
    ("search", "search"),
    ("<http://search|search>", "search"),
];
/// Words that name something else, or something that is not quite a pipeline.
const INEXACT: [&str; 22] = [
    "paymets",
    "payment",
    "pyaments",
    "paymentss",
    "order",
    "ordres",
    "serach",
    "payments:",
    "payments,",
    "payments-api",
    "orders-api",
    "prod",
    "staging",
    "PROD",
    "prdo",
    "prod-main",
    "prod-main/payments-api",
    "pay*",
    "d-ABC123XYZ",
    "arn:aws:codepipeline:us-west-2:111122223333:payments",
    "`payments`",
    "payments/orders",
];
/// Words that name nothing.
const PLAIN: [&str; 10] = [
    "looks",
    "it's",
    "--really",
    "\u{BC30}\u{D3EC}",
    "\u{D655}\u{C778}\u{D588}\u{C2B5}\u{B2C8}\u{B2E4}",
    "—fine",
    "\"ok\"",
    "-x",
    "\u{7}ok",
    "100%",
];
/// Words that may stand anywhere behind the first.
const LATER: [&str; 12] = [
    "good",
    "in",
    "prod",
    "staging",
    "prdo",
    "to\nme",
    "it’s",
    "--wip",
    "—",
    "payments",
    "\u{C88B}\u{C2B5}\u{B2C8}\u{B2E4}",
    "&amp;",
];
/// Options, and what they name; a name that there is not is refused.
const OPTIONS: [(&str, Option<&str>); 9] = [
    ("--env prod", Some("prod")),
    ("--env staging", Some("staging")),
    ("--env=prod", Some("prod")),
    ("--env=“staging”", Some("staging")),
    ("—env staging", Some("staging")),
    ("--ENV Prod", Some("prod")),
    ("--env prdo", None),
    ("--env=", None),
    ("--force", None),
];

/// A typed line, and what it names by the rules of the contract.
#[derive(Debug)]
pub struct Typed {
    pub text: String,
    pub answer: Answer,
    /// The pipeline that its first word is.
    pub name: Option<&'static str>,
    /// Whether its first word is no name of anything.
    pub is_plain: bool,
    /// Whether nothing follows the command but options.
    pub is_bare: bool,
    /// The environment that it names.
    pub env: Option<&'static str>,
}

/// A number below `below` that a seed makes of something.
fn drawn(seed: u64, of: &str, below: usize) -> usize {
    let mut hasher = DefaultHasher::new();
    (seed, of).hash(&mut hasher);
    usize::try_from(hasher.finish() % below as u64).expect("small")
}

impl Typed {
    /// The line of a seed.
    pub fn new(seed: u64) -> Self {
        let answer = [Answer::Approve, Answer::Reject][drawn(seed, "answer", 2)];
        let command = match (answer, drawn(seed, "case", 3)) {
            (Answer::Approve, 0) => "Approve",
            (Answer::Approve, _) => "approve",
            (Answer::Reject, _) => "reject",
        };
        let mut words: Vec<&str> = Vec::new();
        let mut name = None;
        let mut is_plain = false;
        match drawn(seed, "first", 8) {
            0 => {}
            1..=3 => {
                let (word, pipeline) = EXACT[drawn(seed, "exact", EXACT.len())];
                words.push(word);
                name = Some(pipeline);
            }
            4 | 5 => words.push(INEXACT[drawn(seed, "inexact", INEXACT.len())]),
            _ => {
                words.push(PLAIN[drawn(seed, "plain", PLAIN.len())]);
                is_plain = true;
            }
        }
        let is_bare = words.is_empty();
        let later = if is_bare { 0 } else { drawn(seed, "later", 5) };
        let more = (0..later).map(|at| LATER[drawn(seed, &format!("later {at}"), LATER.len())]);
        words.extend(more);
        let place = match (name, words.get(1..3)) {
            (Some(_), Some(&["in", place])) => {
                ["prod", "staging"].into_iter().find(|one| *one == place)
            }
            _ => None,
        };
        let mut env = place;
        if drawn(seed, "option?", 2) == 0 {
            let (option, named) = OPTIONS[drawn(seed, "option", OPTIONS.len())];
            // Wherever it stands, but for a place that it would tear apart.
            let at = match place {
                Some(_) => 3 + drawn(seed, "at", words.len() - 2),
                None => drawn(seed, "at", words.len() + 1),
            };
            let is_text = drawn(seed, "ended", 6) == 0 && !is_bare && at > 0;
            if is_text {
                words.insert(at, "--");
            }
            words.insert(at + usize::from(is_text), option);
            if !is_text {
                env = named.or(env);
            }
        }
        Self {
            text: format!("{command} {}", words.join(" ")),
            answer,
            name,
            is_plain,
            is_bare,
            env,
        }
    }
}
