//! The season ribbon: the stages of the year side by side. Stages overlap, so that more than one
//! may be current; a current one carries the vermilion edge and the word for it.

use crate::lang::use_lang;
use domain::seasons::{Season, Stage};
use domain::time::Date;
use leptos::prelude::*;
use locales::{Lang, home};

/// The stages of `season` as they stand on `today`.
#[component]
pub fn SeasonRibbon(
    /// The season.
    season: Season,
    /// Today in Beijing.
    today: Date,
) -> impl IntoView {
    let lang = use_lang();
    let stages = season
        .stages
        .iter()
        .map(|stage| {
            let current = stage.is_current(today);
            let over = stage.end_on.is_some_and(|end| end < today);
            let standing = if current {
                home::stage_now(lang)
            } else if over {
                home::stage_over(lang)
            } else {
                home::stage_ahead(lang)
            };
            let title = if lang.is_english() {
                &stage.title_en
            } else {
                &stage.title_zh
            };
            view! {
                <li
                    class="ribbon-stage"
                    data-standing=if current { "now" } else if over { "over" } else { "ahead" }
                >
                    <span class="ribbon-title">{title.clone()}</span>
                    <span class="ribbon-dates">{dates(lang, stage)}</span>
                    <span class="ribbon-standing">{standing}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="ribbon" aria-label=home::ribbon_label(lang, season.year)>
            <ol>{stages}</ol>
        </section>
    }
}

/// First and last day, as far as the plan names days.
fn dates(lang: Lang, stage: &Stage) -> String {
    let day = |date: Date| {
        let (_, month, day) = date.ymd();
        home::stage_day(lang, day, super::figures::month_name(lang, month))
    };
    match (stage.start_on, stage.end_on) {
        (Some(from), Some(to)) => home::stage_from_to(lang, day(from), day(to)),
        (None, Some(to)) => home::stage_until(lang, day(to)),
        (Some(from), None) => home::stage_from(lang, day(from)),
        (None, None) => home::stage_no_date(lang).to_owned(),
    }
}
