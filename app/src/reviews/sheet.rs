//! The lot that an expert looks at, and his score sheet.

use super::desk::{PATH, Writing};
use super::forms::{RECUSE, ReviewForm, SAVE, SUBMIT, control, field};
use crate::accounts::with_query;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{Column, DOT, Day, Field, Money, Notice, Submit, Table, TextArea, TextField, When};
use domain::lots::{Lot, LotPatent};
use domain::reviews::{Criterion, Recommendation, ReviewRules, ReviewState};
use domain::views::{OtherSheet, ReviewSheet};
use leptos::prelude::*;
use locales::{Label, lots, reviews as m, ui};

/// The lot and the sheet.
#[component]
pub fn SheetOf(sheet: ReviewSheet, rules: ReviewRules, write: Writing) -> impl IntoView {
    let lang = use_lang();
    let code = sheet.lot.code.to_string();
    let shown = code.clone();
    let due = (sheet.state == ReviewState::Assigned).then(|| {
        view! { <p>{m::due(lang)} " " <When at=sheet.due_at /></p> }
    });
    let others = (!sheet.others.is_empty()).then(|| {
        view! { <Others others=sheet.others.clone() /> }
    });
    view! {
        <article data-testid="review-lot" data-lot=shown>
            <h2 lang="zh-CN">{sheet.lot.title.clone()}</h2>
            <p class="office-note">
                {code} {DOT} <span lang="zh-CN">{sheet.owner.clone()}</span> {DOT}
                {sheet.lot.industry.label(lang)} {DOT} {m::you_are(lang, sheet.kind.label(lang))}
            </p>
            {due}
            <LotFacts lot=sheet.lot.clone() />
            {match sheet.open {
                true => view! { <Forms sheet rules write /> }.into_any(),
                false => view! { <Ended sheet rules /> }.into_any(),
            }}
            {others}
        </article>
    }
}

/// What an expert needs of a lot; all of it is public once the lot is.
#[component]
fn LotFacts(lot: Lot) -> impl IntoView {
    let lang = use_lang();
    let modes: Vec<_> = lot.modes.iter().map(|mode| mode.label(lang)).collect();
    let price = lot.start_price.or(lot.asking_price);
    let patents = lot
        .patents
        .into_iter()
        .map(|patent| view! { <Patent patent /> });
    let patents = patents.collect_view();
    let text = |heading: &'static str, words: Option<String>| {
        words.filter(|words| !words.is_empty()).map(|words| {
            view! {
                <h3>{heading}</h3>
                <p class="prose" lang="zh-CN">{words}</p>
            }
        })
    };
    view! {
        <dl class="facts">
            {patents}
            <div>
                <dt>{lots::modes(lang)}</dt>
                <dd>{modes.join(ui::separator(lang))}</dd>
            </div>
            <div>
                <dt>{lots::readiness(lang)}</dt>
                <dd>{lots::trl(lang, lot.trl.level())}</dd>
            </div>
            {price.map(|amount| {
                view! {
                    <div>
                        <dt>{m::price(lang)}</dt>
                        <dd><Money amount /></dd>
                    </div>
                }
            })}
        </dl>
        {text(lots::summary(lang), Some(lot.summary))}
        {text(lots::advantages(lang), Some(lot.advantages))}
        {text(lots::prospect(lang), Some(lot.prospect))}
        {text(lots::evaluation(lang), lot.evaluation)}
    }
}

#[component]
fn Patent(patent: LotPatent) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div>
            <dt>{lots::patent_number(lang)}</dt>
            <dd>
                {patent.number.canonical().to_owned()} {DOT} {patent.patent_type.label(lang)}
            </dd>
        </div>
        <div>
            <dt>{lots::classification(lang)}</dt>
            <dd>{patent.ipc.clone().unwrap_or_else(|| ui::unknown(lang).to_owned())}</dd>
        </div>
        <div>
            <dt>{lots::holder(lang)}</dt>
            <dd lang="zh-CN">{patent.holders.clone()}</dd>
        </div>
        <div>
            <dt>{lots::inventors(lang)}</dt>
            <dd lang="zh-CN">{patent.inventors.clone()}</dd>
        </div>
        <div>
            <dt>{lots::expires_on(lang)}</dt>
            <dd><Day on=patent.expires_on() /></dd>
        </div>
    }
}

/// The sheet, and below it the way out for whoever has an interest.
#[component]
fn Forms(sheet: ReviewSheet, rules: ReviewRules, write: Writing) -> impl IntoView {
    let lang = use_lang();
    let code = sheet.lot.code.to_string();
    let back = with_query(&href(lang, PATH), "lot", &code);
    let (code_again, back_again) = (code.clone(), back.clone());
    let refused = untrack(|| write.value().get().and_then(Result::err));
    let typed = ReviewForm::of(refused.as_ref());
    let form = match typed.lot == code {
        true => typed,
        false => ReviewForm::filled(code.clone(), sheet.draft),
    };
    let scores = Criterion::ALL
        .iter()
        .map(|criterion| {
            let id = format!("review-{}", field(*criterion));
            let label = m::criterion(lang, criterion.label(lang), rules.weight(*criterion));
            view! {
                <TextField
                    id=id.clone()
                    name=format!("form[{}]", field(*criterion))
                    inputmode="numeric"
                    label
                    error=error_of(write, id)
                    value=form.score(*criterion).to_owned()
                />
            }
        })
        .collect_view();
    let none = (String::new(), m::recommend_choose(lang).to_owned());
    let choices = Recommendation::ALL.iter();
    let choices = choices.map(|one| (one.code().to_owned(), one.label(lang).to_owned()));
    let options: Vec<_> = std::iter::once(none).chain(choices).collect();
    view! {
        <h3>{m::sheet_title(lang)}</h3>
        <p>{m::sheet_intro(lang)}</p>
        <ActionForm action=write attr:class="form" attr:novalidate=true>
            <input type="hidden" name="form[lot]" value=code />
            <input type="hidden" name="back" value=back />
            <div class="review-scores">{scores}</div>
            <TextArea id="review-comment" name="form[comment]" label=m::comment(lang)
                hint=Some(m::comment_hint(lang).to_owned())
                error=error_of(write, "review-comment".into()) value=form.comment.clone() rows=5 />
            <Recommend options value=form.recommend.clone()
                error=error_of(write, "review-recommend".into()) />
            <p class="actions">
                <button class="button button--commit" id="review-submit" type="submit" name="step"
                    value=SUBMIT>
                    {m::submit(lang)}
                </button>
                <button class="button" type="submit" name="step" value=SAVE>
                    {m::save(lang)}
                </button>
            </p>
        </ActionForm>
        <details class="desk-step">
            <summary>{m::recuse(lang)}</summary>
            <p>{m::recuse_intro(lang)}</p>
            <ActionForm action=write attr:class="form" attr:novalidate=true>
                <input type="hidden" name="form[lot]" value=code_again />
                <input type="hidden" name="back" value=back_again />
                <input type="hidden" name="step" value=RECUSE />
                <TextArea id="review-reason" name="form[reason]" label=m::recuse_reason(lang)
                    error=error_of(write, "review-reason".into()) value=form.reason rows=2 />
                <p>
                    <Submit label=m::recuse(lang) pending=write.pending() />
                </p>
            </ActionForm>
        </details>
    }
}

/// A choice with its error.
#[component]
fn Recommend(
    options: Vec<(String, String)>,
    value: String,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let lang = use_lang();
    let options = options
        .into_iter()
        .map(|(code, words)| {
            let selected = code == value;
            view! { <option value=code selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <Field id="review-recommend" label=m::recommend(lang) error>
            <select class="input" id="review-recommend" name="form[recommend]"
                aria-describedby=move || error.get().map(|_| "review-recommend-error")>
                {options}
            </select>
        </Field>
    }
}

/// What was wrong with a control.
fn error_of(write: Writing, id: String) -> Signal<Option<String>> {
    let lang = use_lang();
    Signal::derive(move || {
        let error = write.value().get().and_then(Result::err)?;
        (control(&error) == id).then(|| error.sentence(lang))
    })
}

/// A sheet that does not change any more.
#[component]
fn Ended(sheet: ReviewSheet, rules: ReviewRules) -> impl IntoView {
    let lang = use_lang();
    let when = sheet.ended_at.map(|at| view! { " " <When at /> });
    if sheet.state != ReviewState::Submitted {
        let words = match sheet.state {
            ReviewState::Recused => m::recused(lang),
            _ => m::closed(lang),
        };
        return view! {
            <Notice>
                <p>{words} {when}</p>
                {sheet.reason.map(|reason| view! { <p lang="zh-CN">{reason}</p> })}
            </Notice>
        }
        .into_any();
    }
    let form = ReviewForm::filled(String::new(), sheet.draft);
    let scores = Criterion::ALL
        .iter()
        .map(|criterion| {
            let name = m::criterion(lang, criterion.label(lang), rules.weight(*criterion));
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{form.score(*criterion).to_owned()}</dd>
                </div>
            }
        })
        .collect_view();
    let recommend = Recommendation::from_code(&form.recommend).map(|one| one.label(lang));
    view! {
        <Notice tone="success">
            <p>{m::submitted(lang)} {when}</p>
        </Notice>
        <dl class="facts" data-testid="own-sheet">
            {scores}
            <div>
                <dt>{m::recommend(lang)}</dt>
                <dd>{recommend}</dd>
            </div>
        </dl>
        <h3>{m::comment(lang)}</h3>
        <p class="prose" lang="zh-CN">{form.comment}</p>
    }
    .into_any()
}

/// What the others have submitted; shown to whoever has submitted himself.
#[component]
fn Others(others: Vec<OtherSheet>) -> impl IntoView {
    let lang = use_lang();
    let mut columns = vec![Column::text(m::expert_kind(lang))];
    columns.extend(
        Criterion::ALL
            .iter()
            .map(|one| Column::number(one.label(lang))),
    );
    columns.push(Column::text(m::recommend(lang)));
    let rows = others
        .into_iter()
        .map(|other| {
            let scores = Criterion::ALL
                .iter()
                .map(|one| view! { <td class="number">{other.scores.of(*one)}</td> })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{other.kind.label(lang)}</th>
                    {scores}
                    <td>{other.recommend.label(lang)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <h3>{m::others(lang)}</h3>
        <Table caption=m::others(lang) columns class="office-table">
            {rows}
        </Table>
    }
}
