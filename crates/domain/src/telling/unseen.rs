//! What is not known of a release because AWS does not let the bot see it, and what is missing for that.

use super::View;
use crate::look::Why;
use crate::message::Part;
use crate::release::Owner;
use crate::rich::Rich;
use crate::words::Value;

/// Reasons that are told: whoever mends these is told of the rest.
const SHOWN: usize = 3;

impl View<'_> {
    /// Small print: a sentence for each permission that is missing, or for credentials that AWS does not take, and that
    /// a pipeline may have made it, where AWS could not say whether one did.
    pub(super) fn unseen(&self) -> Option<Part> {
        let missed = self.release.missed();
        let hidden = missed.iter().map(|why| match why {
            Why::Denied { permission, .. } => (self.hidden(permission), *why),
            why => ("all", *why),
        });
        let owner = self.unsaid().filter(|why| !missed.contains(why));
        let mut sentences: Vec<Rich> = Vec::new();
        for (what, why) in owner.map(|why| ("owner", why)).into_iter().chain(hidden) {
            let why = unnamed(why).say(self.words);
            let args = [("what", Value::Choice(what)), ("why", why.into())];
            let sentence = self.words.say("release-unseen", &args);
            // Two roles may lack the same.
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
        sentences.truncate(SHOWN);
        (!sentences.is_empty()).then(|| Part::Note(Rich::join(sentences, "\n")))
    }

    /// Why AWS could not say whether a pipeline made it, where it could not.
    fn unsaid(&self) -> Option<&Why> {
        match self.release.owner() {
            Some(Owner::Unsaid(why)) if self.release.execution().is_none() => Some(why),
            _ => None,
        }
    }

    /// What a permission is needed for, as a word by which the sentence chooses.
    fn hidden(&self, permission: &str) -> &'static str {
        let (service, action) = permission.split_once(':').unwrap_or_default();
        match (service, action) {
            ("codepipeline", _) | ("ecs", "ListServiceDeployments")
                if self.release.execution().is_none()
                    && self.release.owner() != Some(&Owner::NoPipeline) =>
            {
                "owner"
            }
            ("ecs", "ListServiceDeployments") if self.release.execution().is_none() => "listed",
            ("codepipeline", "GetPipelineExecution") => "run",
            // Each run is asked for by itself; that says less.
            ("codepipeline", "ListPipelineExecutions") => "some",
            ("codepipeline", "ListActionExecutions") => "actions",
            ("codepipeline", _) => "stages",
            ("codedeploy", "GetDeployment" | "BatchGetDeployments")
            | ("ecs", "DescribeServiceDeployments")
            | ("ecs", "DescribeServices") => "deployment",
            ("codedeploy", "GetDeploymentGroup") => "service",
            ("codedeploy", "ListDeploymentTargets" | "BatchGetDeploymentTargets") => "progress",
            ("codedeploy", "GetApplicationRevision") | ("ecs", "DescribeServiceRevisions") => {
                "version"
            }
            ("ecs", "DescribeTaskDefinition") => "image",
            _ => "some",
        }
    }
}

/// The reason without whom it is missing for: a session, of which the name says nothing to a channel.
fn unnamed(why: &Why) -> Why {
    match why {
        Why::Denied { permission, .. } => Why::Denied {
            permission: permission.clone(),
            who: None,
        },
        why => why.clone(),
    }
}
