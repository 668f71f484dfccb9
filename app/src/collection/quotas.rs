//! What the season asks of an institution, live: how many of how many, and the centre's waivers.

use crate::lang::use_lang;
use crate::waivers::Waivers;
use domain::seasons::QuotaLine;
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
    view! {
        <section class="import-quotas" aria-labelledby="quotas">
            <h3 id="quotas">
                {m::quotas_title(lang)} " · " <span lang="zh-CN">{desk.unit}</span>
            </h3>
            <dl>{lines.collect_view()}</dl>
            <Waivers waivers=desk.waived />
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
