//! What is missing in the settings, so that the environment of a deployment is known.

use super::View;
use crate::message::Part;
use crate::rich::Rich;

/// Sentences that are told: whoever adds these learns of the rest.
const SHOWN: usize = 3;

impl View<'_> {
    /// Small print: a sentence for each deployment of which nobody knows the environment.
    pub(super) fn unplaced(&self) -> Option<Part> {
        let mut sentences: Vec<Rich> = Vec::new();
        for root in self.release.roots() {
            let placement = self.around.environments.of_deployment(root).placement();
            let sentence = placement.and_then(|placement| placement.missing(self.words));
            // What is deployed again belongs to the same application.
            sentences.extend(sentence.filter(|one| !sentences.contains(one)));
        }
        sentences.truncate(SHOWN);
        (!sentences.is_empty()).then(|| Part::Note(Rich::join(sentences, "\n")))
    }
}
