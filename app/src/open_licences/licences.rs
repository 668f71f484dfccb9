//! The licences of a lot under open licence: taking one, the own record, and all of them for its owner.

use super::{NoteLicencePaid, NotifyLicence, licences_of_lot};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::erased::redrawn;
use crate::ui::visitor::use_visitor;
use crate::ui::{Day, Loaded, Notice, Submit, TextField};
use domain::ids::LotCode;
use domain::text::{clean, fold_width};
use domain::time::Date;
use domain::views::{LicenceLine, LicenceSection};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::open_licences as m;
use serde::{Deserialize, Serialize};

/// The day on which a fee was paid, as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaidForm {
    /// Which licence of the lot.
    pub number: String,
    /// The day.
    pub day: String,
}

impl TypedForm for PaidForm {
    const KEPT_CHARS_MAX: usize = 40;

    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("number", &mut self.number), ("day", &mut self.day)]
    }
}

impl PaidForm {
    /// The day, when it is one.
    pub fn day(&self) -> Option<Date> {
        Date::parse_iso(&clean(&fold_width(&self.day)))
    }

    /// Which licence of the lot; 0, which none has, for a text that is no number.
    pub fn number(&self) -> u16 {
        self.number.trim().parse().unwrap_or_default()
    }
}

/// What is done on the page of a lot.
#[derive(Clone, Copy)]
struct Doing {
    notify: ServerAction<NotifyLicence>,
    paid: ServerAction<NoteLicencePaid>,
}

impl Doing {
    /// Why the last form was refused.
    fn refused(self) -> Option<AppError> {
        let notify = self.notify.value().get().and_then(Result::err);
        notify.or_else(|| self.paid.value().get().and_then(Result::err))
    }
}

/// The licences; nothing for whoever is not signed in.
#[component]
pub fn Licences(
    /// The lot.
    code: LotCode,
) -> impl IntoView {
    // Whoever signs in or out comes to this page anew.
    let signed_in = use_visitor().with_untracked(|one| one.account.is_some());
    signed_in.then(|| view! { <OwnLicences code /> })
}

#[component]
fn OwnLicences(code: LotCode) -> impl IntoView {
    let doing = Doing {
        notify: ServerAction::new(),
        paid: ServerAction::new(),
    };
    let lot = code.to_string();
    let section = crate::wire::blocking_data(
        move || (doing.notify.version().get(), doing.paid.version().get()),
        move |_| licences_of_lot(lot.clone()),
    );
    view! {
        <Loaded resource=section let:section>
            <Section code=code.clone() section doing />
        </Loaded>
    }
}

#[component]
fn Section(code: LotCode, section: LicenceSection, doing: Doing) -> impl IntoView {
    let lang = use_lang();
    let lot = code.to_string();
    let back = href(lang, &format!("/lots/{code}"));
    let may_keep = section.may_keep;
    let title = match may_keep {
        true => m::licences_all(lang),
        false => m::licences_own(lang),
    };
    let empty = may_keep && section.lines.is_empty();
    let any = section.may_notify || may_keep || !section.lines.is_empty();
    let lines = section.lines.into_iter().map(|line| {
        let (lot, back) = (lot.clone(), back.clone());
        view! { <Line line may_keep lot back doing /> }
    });
    let lines = lines.collect_view();
    let notify = section.may_notify.then(|| {
        let (lot, back) = (lot.clone(), back.clone());
        view! {
            <ActionForm action=doing.notify attr:class="form" attr:novalidate=true>
                <p class="field-hint">{m::notify_hint(lang)}</p>
                <input type="hidden" name="lot" value=lot />
                <input type="hidden" name="back" value=back />
                <p>
                    <Submit label=m::notify(lang).to_owned() pending=doing.notify.pending() />
                </p>
            </ActionForm>
        }
    });
    view! {
        <div data-testid="licences">
            <Told doing />
            {any.then(|| view! { <h3>{title}</h3> })}
            {empty.then(|| view! { <p>{m::licences_none(lang)}</p> })}
            {lines}
            {notify}
        </div>
    }
}

/// What was done, or why it was refused, after a script call or a redirect.
#[component]
fn Told(doing: Doing) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let said = move || {
        if let Some(error) = doing.refused() {
            let words = error.sentence(lang);
            return Some(
                view! { <Notice tone="warning"><p role="alert">{words}</p></Notice> }.into_any(),
            );
        }
        let by_form = query.with(|query| query.get_str("licence").map(str::to_owned));
        let notified = doing.notify.value().with(Option::is_some);
        let paid = doing.paid.value().with(Option::is_some);
        let words = match by_form.as_deref() {
            _ if notified => m::notified(lang),
            _ if paid => m::paid_kept(lang),
            Some("notified") => m::notified(lang),
            Some("paid") => m::paid_kept(lang),
            _ => return None,
        };
        Some(view! { <Notice tone="success"><p role="status">{words}</p></Notice> }.into_any())
    };
    redrawn(said)
}

/// A licence with the terms of its day.
#[component]
fn Line(
    line: LicenceLine,
    may_keep: bool,
    lot: String,
    back: String,
    doing: Doing,
) -> impl IntoView {
    let lang = use_lang();
    let notice = line.notice;
    let paid = match notice.paid_on {
        Some(day) => view! { <Day on=day /> }.into_any(),
        None => view! { <span>{m::unpaid(lang)}</span> }.into_any(),
    };
    let form = (may_keep && notice.paid_on.is_none())
        .then(|| view! { <PaidEntry number=notice.number lot back doing /> });
    view! {
        <dl class="facts">
            <div>
                <dt>{m::record(lang)}</dt>
                <dd class="mono">{line.record}</dd>
            </div>
            <div>
                <dt>{m::licensee(lang)}</dt>
                <dd lang="zh-CN">{line.licensee}</dd>
            </div>
            <div>
                <dt>{m::notified_on(lang)}</dt>
                <dd>
                    <Day on=notice.notified_on />
                </dd>
            </div>
            <div>
                <dt>{m::fee(lang)}</dt>
                <dd lang="zh-CN">{notice.terms.fee_standard}</dd>
            </div>
            <div>
                <dt>{m::payment(lang)}</dt>
                <dd lang="zh-CN">{notice.terms.payment_method}</dd>
            </div>
            <div>
                <dt>{m::term(lang)}</dt>
                <dd>
                    <Day on=notice.terms.from />
                    " – "
                    <Day on=notice.terms.to />
                </dd>
            </div>
            <div>
                <dt>{m::paid_on(lang)}</dt>
                <dd>{paid}</dd>
            </div>
        </dl>
        {form}
    }
}

/// The form for the day on which the fee was paid.
#[component]
fn PaidEntry(number: u16, lot: String, back: String, doing: Doing) -> impl IntoView {
    let lang = use_lang();
    let refused = Signal::derive(move || doing.paid.value().get().and_then(Result::err));
    let kept = untrack(|| PaidForm::of(refused.get().as_ref()));
    let is_this = kept.number() == number;
    let value = if is_this { kept.day } else { String::new() };
    let error = Signal::derive(move || {
        let error = refused.get().filter(|_| is_this)?;
        Some(error.sentence(lang))
    });
    view! {
        <ActionForm action=doing.paid attr:class="form" attr:novalidate=true>
            <input type="hidden" name="lot" value=lot />
            <input type="hidden" name="form[number]" value=number.to_string() />
            <input type="hidden" name="back" value=back />
            <TextField id=format!("licence-paid-{number}") name="form[day]" label=m::paid_on(lang)
                hint=Some(m::day_hint(lang).to_owned()) error value />
            <p>
                <Submit label=m::keep_paid(lang).to_owned() pending=doing.paid.pending() />
            </p>
        </ActionForm>
    }
}
