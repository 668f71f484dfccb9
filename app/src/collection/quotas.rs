//! What the season asks of an institution, live: how many of how many, and the centre's waivers.

use super::WaiveQuota;
use crate::lang::{href, use_lang};
use crate::ui::erased::changing;
use crate::ui::{TextField, When};
use domain::seasons::{QuotaLine, QuotaRule};
use domain::time::Timestamp;
use domain::views::QuotaDesk;
use leptos::prelude::*;
use locales::{Label, collection as m};

/// The numbers of an institution.
#[component]
pub fn Quotas(
    /// What is asked of it.
    desk: QuotaDesk,
) -> impl IntoView {
    let lang = use_lang();
    let lines = desk.lines.into_iter().map(|line| view! { <Line line /> });
    let waived = desk
        .waived
        .into_iter()
        .map(|waived| view! { <Waived waived /> });
    let waived = waived.collect_view();
    view! {
        <section class="import-quotas" aria-labelledby="quotas">
            <h3 id="quotas">
                {m::quotas_title(lang)} " · " <span lang="zh-CN">{desk.unit}</span>
            </h3>
            <dl>{lines.collect_view()}</dl>
            <ul>{waived}</ul>
        </section>
    }
}

#[component]
fn Line(line: QuotaLine) -> impl IntoView {
    let lang = use_lang();
    let label = line.rule.label(lang);
    let state = match line.met {
        true => m::quota_met(lang),
        false => m::quota_open(lang),
    };
    view! {
        <div data-met=line.met.to_string() data-testid=format!("quota-{}", line.rule)>
            <dt>{label} " " {line.number}</dt>
            <dd>
                <progress
                    aria-label=label
                    max=line.number
                    value=line.count.min(u32::from(line.number))
                ></progress>
                " "
                <span class="number">{line.count} "/" {line.number}</span>
                " "
                <span>{state}</span>
            </dd>
        </div>
    }
}

#[component]
fn Waived(waived: (QuotaRule, String, Timestamp)) -> impl IntoView {
    let lang = use_lang();
    let (rule, reason, at) = waived;
    view! {
        <li>
            {m::quota_waived(lang, rule.label(lang))} " " <span lang="zh-CN">{reason}</span> " "
            <When at />
        </li>
    }
}

/// The centre looks at an institution by its name, and waives a rule for it.
#[component]
pub fn CentreQuotas(
    /// The name that was asked for.
    unit: String,
    /// What is asked of that institution, when it is one.
    desk: Option<QuotaDesk>,
    /// The waiver.
    waive: ServerAction<WaiveQuota>,
) -> impl IntoView {
    let lang = use_lang();
    let form = desk
        .is_some()
        .then(|| view! { <Waive unit=unit.clone() waive /> });
    view! {
        <form class="import-unit" method="get" action=href(lang, "/org/import")>
            <TextField id="unit" name="unit" label=m::quota_unit(lang) value=unit />
            <button class="button" type="submit">
                {m::quota_show(lang)}
            </button>
        </form>
        {desk.map(|desk| view! { <Quotas desk /> })}
        {form}
    }
}

#[component]
fn Waive(unit: String, waive: ServerAction<WaiveQuota>) -> impl IntoView {
    let lang = use_lang();
    let rules = QuotaRule::ALL.iter().filter(|rule| rule.may_be_waived());
    let options = rules.map(|rule| {
        view! { <option value=rule.code()>{rule.label(lang)}</option> }
    });
    let options = options.collect_view();
    let back = href(lang, "/org/import");
    view! {
        <ActionForm action=waive attr:class="import-waive">
            <input type="hidden" name="unit" value=unit />
            <input type="hidden" name="back" value=back />
            <div class="field">
                <label class="field-label" for="rule">
                    {m::quota_rule(lang)}
                </label>
                <select class="input" id="rule" name="rule">
                    {options}
                </select>
            </div>
            <TextField
                id="reason"
                name="reason"
                label=m::quota_reason(lang)
                hint=Some(m::quota_reason_hint(lang).to_owned())
            />
            <button
                class="button"
                type="submit"
                aria-busy=changing(move || waive.pending().get().then_some("true"))
            >
                {m::quota_waive(lang)}
            </button>
        </ActionForm>
    }
}
