//! CodePipeline: its operations.

mod changes;
mod executions;
mod pipelines;
mod state;

use super::Operation;
use crate::aws::wire::shape::Type;

/// All operations offered.
pub const TABLES: [&[Operation]; 4] = [
    pipelines::OPERATIONS,
    state::OPERATIONS,
    executions::OPERATIONS,
    changes::OPERATIONS,
];

const TOKEN: Type = Type::Text { min: 1, max: 2048 };
const HUNDRED: Type = Type::Int { min: 1, max: 100 };
