//! Named places of the writer at which the fault bench ends the process (reliability.md F-02).
//!
//! They are part of the shipped program, so that what is tested is what is shipped; all they can do
//! is end the process, which whoever starts it can do anyway.

use std::str::FromStr;

/// Where the process ends. Between the rows of a batch and its commit the writer does nothing, so
/// "after insert" and "before commit" are one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The batch was taken from the queue; no transaction has begun.
    BeforeBegin,
    /// The transaction has begun and its keys are read; nothing is written.
    AfterBegin,
    /// Every row is written; the commit has not been asked for.
    BeforeCommit,
    /// The commit is durable; nobody has been told.
    AfterCommit,
    /// The watchers have been told; the bidders have not been answered.
    AfterPublish,
}

impl Step {
    /// Every step, in the order of a batch.
    pub const ALL: [Self; 5] = [
        Self::BeforeBegin,
        Self::AfterBegin,
        Self::BeforeCommit,
        Self::AfterCommit,
        Self::AfterPublish,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BeforeBegin => "before-begin",
            Self::AfterBegin => "after-begin",
            Self::BeforeCommit => "before-commit",
            Self::AfterCommit => "after-commit",
            Self::AfterPublish => "after-publish",
        }
    }
}

/// Ends the process when the writer passes `step` for the time number `passage`, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailPoint {
    /// Where.
    pub step: Step,
    /// Which passage.
    pub passage: u32,
}

impl FromStr for FailPoint {
    type Err = String;

    /// Reads `before-commit:17`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, passage) = text.split_once(':').unwrap_or((text, "1"));
        let step = Step::ALL.into_iter().find(|step| step.name() == name);
        match (step, passage.parse()) {
            (Some(step), Ok(passage)) if passage > 0 => Ok(Self { step, passage }),
            _ => Err("a fail point looks like before-commit:17".to_owned()),
        }
    }
}

impl FailPoint {
    /// Passes a step: the process ends here, without a word and without tidying up, when it is the
    /// wanted passage.
    pub(super) fn pass(point: &mut Option<Self>, step: Step) {
        let Some(point) = point.as_mut().filter(|point| point.step == step) else {
            return;
        };
        point.passage = point.passage.saturating_sub(1);
        if point.passage == 0 {
            std::process::abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_step_and_nothing_else() {
        for step in Step::ALL {
            let text = format!("{}:17", step.name());
            assert_eq!(text.parse(), Ok(FailPoint { step, passage: 17 }));
        }
        for bad in ["", "commit:1", "before-commit:0", "before-commit:x"] {
            assert!(bad.parse::<FailPoint>().is_err(), "{bad}");
        }
    }

    #[test]
    fn other_steps_and_earlier_passages_are_passed() {
        let mut point = "after-commit:3".parse().ok();
        for step in Step::ALL {
            FailPoint::pass(&mut point, step);
        }
        assert_eq!(point.map(|point| point.passage), Some(2));
    }
}
