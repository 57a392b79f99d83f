//! The console's pages of a release, and which addresses from outside are linked at all.

use super::View;
use crate::console;
use crate::release::{Deployment, Standing, Subject};
use crate::rich::{Rich, Span};
use crate::words::Value;

/// Deployments of one run of which pages are linked; the run's own page leads to the rest.
const SHOWN: usize = 6;

impl View<'_> {
    /// Links to the exact pages.
    pub(super) fn links(&self) -> Option<Rich> {
        let mut links = Vec::new();
        if let Some(Subject::Execution {
            place,
            pipeline,
            id,
        }) = self.release.execution().map(|execution| &execution.subject)
        {
            let url = console::execution(&place.region, pipeline, id);
            links.push(self.link("pipeline", url));
        }
        links.extend(self.failed_page());
        let roots = self.release.roots();
        let skipped = roots.len().saturating_sub(SHOWN);
        let is_one = roots.len() == 1;
        for root in roots.into_iter().skip(skipped) {
            let pages = Rich::join(self.pages_of(root), ", ");
            if !pages.is_empty() {
                links.push(match is_one {
                    true => pages,
                    false => Rich::join([self.name_of(root), pages], ": "),
                });
            }
        }
        (!links.is_empty()).then(|| {
            let open = self.words.say("release-open", &[]);
            open.then(Rich::join(links, " · "))
        })
    }

    /// The page of what failed a run, where that is no deployment.
    fn failed_page(&self) -> Option<Rich> {
        if self.stand.standing != Standing::Failed {
            return None;
        }
        let action = self.release.execution()?.failed_action()?;
        let url = action.url().filter(|url| web(url))?;
        let is_deployment = action.made().is_some();
        (!is_deployment).then(|| self.link("details", url.to_owned()))
    }

    /// The pages of a deployment, of what takes it back, and of its service.
    fn pages_of(&self, deployment: &Deployment) -> Vec<Rich> {
        let mut links = Vec::new();
        let subjects = [("deployment", Some(&deployment.subject))]
            .into_iter()
            .chain([("way-back", deployment.undone_by())]);
        for (kind, subject) in subjects {
            if let Some(Subject::CodeDeploy { place, id }) = subject {
                links.push(self.link(kind, console::codedeploy(&place.region, id)));
            }
        }
        if let Some((cluster, service)) = deployment.cluster().zip(deployment.service()) {
            let region = &deployment.subject.place().region;
            let page = match &deployment.subject {
                Subject::CodeDeploy { .. } => console::service_health,
                _ => console::service_deployments,
            };
            links.push(self.link("service", page(region, cluster, service)));
        }
        links
    }

    fn link(&self, kind: &'static str, url: String) -> Rich {
        let kind = ("kind", Value::Choice(kind));
        let label = self.words.plain("release-page", &[kind]);
        Span::Link { url, label }.into()
    }
}

/// Whether an address from outside is one of the web, and nothing that a click would run.
pub(super) fn web(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "https" | "http"))
}
