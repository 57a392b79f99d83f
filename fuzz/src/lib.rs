//! What the targets share: how inputs are changed, what they come wrapped in, and what must hold of whatever comes.

pub mod certificate;
pub mod json;
pub mod outer;
pub mod properties;
