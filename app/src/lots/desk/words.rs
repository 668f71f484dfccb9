//! What an intervention is, and what it does, in words.

use domain::bidding::SuspendReason;
use domain::bidding::two_person::Intervention;
use locales::{Lang, desk as m};

/// What is asked for.
pub fn step_words(lang: Lang, intervention: &Intervention) -> String {
    match intervention {
        Intervention::Suspend { .. } => m::step_suspend(lang).to_owned(),
        Intervention::Resume { resume_at } => {
            m::step_resume_at(lang, locales::date_time(lang, *resume_at))
        }
        Intervention::Cancel { .. } => m::step_cancel(lang).to_owned(),
        Intervention::Void { paddle, .. } => m::step_void_of(lang, paddle),
    }
}

/// What happens once a second person has approved it; `over` says that bidding has closed.
pub fn effect(lang: Lang, intervention: &Intervention, over: bool) -> &'static str {
    match intervention {
        Intervention::Void { .. } if over => m::effect_void_buyer(lang),
        Intervention::Suspend { .. } => m::effect_suspend(lang),
        Intervention::Resume { .. } => m::effect_resume(lang),
        Intervention::Cancel { .. } => m::effect_cancel(lang),
        Intervention::Void { .. } => m::effect_void(lang),
    }
}

/// The code of the reason in words; a resumption has none.
pub fn why(lang: Lang, intervention: &Intervention) -> Option<&'static str> {
    match intervention {
        Intervention::Suspend { reason }
        | Intervention::Cancel { reason }
        | Intervention::Void { reason, .. } => Some(reason_words(lang, *reason)),
        Intervention::Resume { .. } => None,
    }
}

/// A reason for stepping in.
pub fn reason_words(lang: Lang, reason: SuspendReason) -> &'static str {
    crate::bidding::reason_words(lang, reason)
}

/// An event of the lot by its code.
pub fn event_words(lang: Lang, kind: &str) -> &'static str {
    match kind {
        "listed" => m::event_listed(lang),
        "bid" => m::event_bid(lang),
        "suspended" => m::event_suspended(lang),
        "resumed" => m::event_resumed(lang),
        "voided" => m::event_voided(lang),
        "cancelled" => m::event_cancelled(lang),
        _ => m::event_closed(lang),
    }
}
