//! Snapshots of what is told.
