//! The policy of witnesses, as a file of the operator.

use anyhow::Context;
use domain::ledger::policy::Policy;
use std::path::Path;

/// Reads a policy of witnesses.
pub fn read_policy(file: &Path) -> anyhow::Result<Policy> {
    let text = std::fs::read_to_string(file);
    let text = text.with_context(|| format!("cannot read {}", file.display()))?;
    Policy::parse(&text).with_context(|| file.display().to_string())
}
