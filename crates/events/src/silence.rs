//! Why an event becomes no message: on purpose, and counted.

use std::fmt;

/// Why an event is told nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Silence {
    /// No family of ours: logged once for each kind.
    Unread { source: String, kind: String },
    /// Its own account or region is not that of what it is about: logged once.
    Contradicted,
    /// It is no release's own, and of an account for which the topic or the queue that it came by cannot speak: logged
    /// once for each account.
    Foreign { account: String },
    /// A state that its family does not know.
    NewState,
    /// It says only that things are as they should be, and nobody was told that they were not.
    Uneventful,
    /// A service that does as it should.
    Steady,
    /// A call of AWS's own that was put off, and is made again.
    Throttled,
    /// What another kind of event tells better.
    Elsewhere,
    /// A task that has not ended.
    OnItsWay,
    /// A task of no service.
    NoService,
    /// A task that ended because it should.
    Wanted,
    /// A task whose host was taken away.
    Replaced,
    /// One host of many.
    Host,
    /// An event of a stage that does not say of which.
    NoStage,
    /// An alarm that was made, changed or deleted.
    AlarmSettings,
    /// A build that has not ended.
    BuildGoesOn,
    /// A build that went well.
    BuildSucceeded,
    /// A build that somebody stopped.
    BuildStopped,
    /// A build that failed in a pipeline: it has no message, but a reply in the thread of its release.
    BuildOfPipeline,
    /// A part of a build.
    BuildPhase,
    /// A branch or a tag that is no more.
    ReferenceDeleted,
    /// A commit that no branch and no tag leads to.
    NoReference,
    /// What CodeCommit sends so that a trigger can be tried out.
    TriggerTest,
    /// A pull request, a comment, a reaction, a rule of approval.
    Review,
    /// An image that was pushed or deleted.
    Image,
    /// A scan that found nothing to act on.
    CleanScan,
    /// A scan that failed.
    NoScan,
    /// A repository that is scanned at other times.
    ScanSettings,
    /// A topic that asks to be confirmed, or says that it was left.
    Subscription,
}

impl Silence {
    /// That no family reads this kind of event.
    pub(super) fn of_kind(source: &str, kind: &str) -> Self {
        Self::Unread {
            source: source.to_owned(),
            kind: kind.to_owned(),
        }
    }

    /// One of each, in the order in which `docs/events.md` lists them.
    pub(super) fn all() -> [Self; 29] {
        [
            Self::of_kind("", ""),
            Self::Contradicted,
            Self::Foreign {
                account: String::new(),
            },
            Self::NewState,
            Self::Uneventful,
            Self::Steady,
            Self::Throttled,
            Self::Elsewhere,
            Self::OnItsWay,
            Self::NoService,
            Self::Wanted,
            Self::Replaced,
            Self::Host,
            Self::NoStage,
            Self::AlarmSettings,
            Self::BuildGoesOn,
            Self::BuildSucceeded,
            Self::BuildStopped,
            Self::BuildOfPipeline,
            Self::BuildPhase,
            Self::ReferenceDeleted,
            Self::NoReference,
            Self::TriggerTest,
            Self::Review,
            Self::Image,
            Self::CleanScan,
            Self::NoScan,
            Self::ScanSettings,
            Self::Subscription,
        ]
    }

    /// Whether somebody may have to see to it, so that it is worth a line in the log.
    pub fn is_logged(&self) -> bool {
        matches!(
            self,
            Self::Unread { .. } | Self::Contradicted | Self::Foreign { .. }
        )
    }

    /// The word that it is counted by.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Unread { .. } => "unread",
            Self::Contradicted => "contradicted",
            Self::Foreign { .. } => "foreign",
            Self::NewState => "new_state",
            Self::Uneventful => "uneventful",
            Self::Steady => "steady",
            Self::Throttled => "throttled",
            Self::Elsewhere => "elsewhere",
            Self::OnItsWay => "on_its_way",
            Self::NoService => "no_service",
            Self::Wanted => "wanted",
            Self::Replaced => "replaced",
            Self::Host => "host",
            Self::NoStage => "no_stage",
            Self::AlarmSettings => "alarm_settings",
            Self::BuildGoesOn => "build_goes_on",
            Self::BuildSucceeded => "build_succeeded",
            Self::BuildStopped => "build_stopped",
            Self::BuildOfPipeline => "build_of_pipeline",
            Self::BuildPhase => "build_phase",
            Self::ReferenceDeleted => "reference_deleted",
            Self::NoReference => "no_reference",
            Self::TriggerTest => "trigger_test",
            Self::Review => "review",
            Self::Image => "image",
            Self::CleanScan => "clean_scan",
            Self::NoScan => "no_scan",
            Self::ScanSettings => "scan_settings",
            Self::Subscription => "subscription",
        }
    }
}

/// As `render` says it.
impl fmt::Display for Silence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread { source, kind } => {
                write!(f, "events of the kind {kind:?} of {source} are not read")
            }
            Self::Contradicted => f.write_str(
                "its own account or region is not that of what it is about: nobody at AWS says that",
            ),
            Self::Foreign { account } => write!(
                f,
                "it is no release's own and of account {account:?}, for which the topic or the queue that it came by \
                 cannot speak; send it through one of that account"
            ),
            Self::NewState => f.write_str("it tells of a state that is not known here"),
            Self::Uneventful => {
                f.write_str("things are as they should be, and nobody was told that they were not")
            }
            Self::Steady => f.write_str(
                "the service does as it should, which AWS repeats while nothing changes",
            ),
            Self::Throttled => {
                f.write_str("AWS was slowed down by its own limits, and goes on by itself")
            }
            Self::Elsewhere => f.write_str("another kind of event tells the same"),
            Self::OnItsWay => f.write_str("the task has not ended"),
            Self::NoService => f.write_str("a task that belongs to no service"),
            Self::Wanted => f.write_str("nothing says that the task ended against anybody's will"),
            Self::Replaced => {
                f.write_str("the task lost its host, and its service replaces it by itself")
            }
            Self::Host => f.write_str(
                "hosts come and go; where that hurts a service, events of the service tell it",
            ),
            Self::NoStage => f.write_str("it does not say which stage it is about"),
            Self::AlarmSettings => {
                f.write_str("an alarm was set up differently, which says nothing about what runs")
            }
            Self::BuildGoesOn => f.write_str("the build goes on"),
            Self::BuildSucceeded => {
                f.write_str("the build succeeded, and what deploys it tells of it")
            }
            Self::BuildStopped => f.write_str("somebody stopped the build, and knows"),
            Self::BuildOfPipeline => {
                f.write_str("a pipeline started the build, and its release's thread tells how it ended")
            }
            Self::BuildPhase => f.write_str("it is one phase of a build, which is told as a whole"),
            Self::ReferenceDeleted => {
                f.write_str("a branch or a tag was deleted, and nothing was pushed")
            }
            Self::NoReference => f.write_str("what changed is on no branch and no tag"),
            Self::TriggerTest => {
                f.write_str("somebody tried out a trigger, and nothing was pushed")
            }
            Self::Review => {
                f.write_str("it is a part of a review, whose people are told by CodeCommit")
            }
            Self::Image => f.write_str("the deployment that uses an image tells of it, and whoever pushes one sees what came of it"),
            Self::CleanScan => f.write_str("the scan found nothing critical or high"),
            Self::NoScan => f.write_str(
                "the image could not be scanned, which says nothing about what it holds",
            ),
            Self::ScanSettings => f.write_str("images are scanned at other times from now on"),
            Self::Subscription => {
                f.write_str("it is about the subscription of a topic, and holds no event")
            }
        }
    }
}
