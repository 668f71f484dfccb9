//! The page of the terms of a lot.

use super::form::{NAME, RESERVE, TAG, TAKE_BACK, WITHDRAW};
use super::{ChangeTerms, Changed, TermsForm, terms_desk};
use crate::command::{carried_out, refusals, refused};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{Column, FormHead, Loaded, Notice, Submit, Table, TextArea, TextField, When};
use domain::ids::LotCode;
use domain::lots::LotState;
use domain::views::{PriorityLine, TermsDesk};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, Lang, terms as m, ui};

type Changing = ServerAction<ChangeTerms>;

/// The centre's page of the terms of one lot.
#[component]
pub fn TermsDeskPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let change = Changing::new();
    let done = carried_out(change);
    let desk = crate::wire::blocking_data(
        move || (code.get(), done.get()),
        |(code, _)| async move {
            let code = LotCode::parse(&code).ok_or(AppError::NotFound)?;
            terms_desk(code).await
        },
    );
    let errors = refusals(change, meant);
    view! {
        <FormHead title=move || m::title(lang, code.get()) description=m::intro(lang) errors />
        <DoneNote change errors />
        <div class="office desk" data-density="compact">
            <Loaded resource=desk let:desk>
                <Desk desk change />
            </Loaded>
        </div>
    }
}

/// The control that a refusal means.
fn meant(error: &AppError) -> String {
    match error {
        AppError::Invalid { code, .. } => TermsForm::of(Some(error)).control(code),
        _ => String::new(),
    }
}

/// What has just been changed, after a script call or a redirect.
#[component]
fn DoneNote(change: Changing, errors: Signal<Vec<(String, String)>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let by_form = move || query.with(|query| Changed::of(query.get_str("done")?));
    move || {
        let done = change.value().get().and_then(Result::ok).or_else(by_form);
        let done = done.filter(|_| errors.with(Vec::is_empty))?;
        let words = match done {
            Changed::Named => m::done_named(lang),
            Changed::TakenBack => m::done_taken_back(lang),
            Changed::Corrected => m::done_corrected(lang),
            Changed::Tagged => m::done_tagged(lang),
            Changed::Withdrawn => m::done_withdrawn(lang),
        };
        Some(view! {
            <Notice tone="success">
                <p role="status">{words}</p>
            </Notice>
        })
    }
}

#[component]
fn Desk(desk: TermsDesk, change: Changing) -> impl IntoView {
    let lang = use_lang();
    let code = desk.code.to_string();
    let frozen = desk.frozen;
    let shown = desk.state == LotState::Published && !desk.practice;
    view! {
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=href(lang, "/admin/lots")>{m::all_lots(lang)}</a>
                </li>
                <li aria-current="page">{code.clone()}</li>
            </ol>
        </nav>
        <h1>{m::title(lang, &code)}</h1>
        <p lang="zh-CN">{desk.title.clone()}</p>
        <p class="office-intro">{m::intro(lang)}</p>
        <p>{m::state(lang)} " · " {desk.state.label(lang)}</p>
        {frozen.then(|| view! { <Notice tone="warning"><p>{m::frozen(lang)}</p></Notice> })}
        <Holders desk=desk.clone() change />
        <Reserve desk=desk.clone() change />
        <Tags desk=desk.clone() change />
        {shown.then(|| view! { <Withdraw code change /> })}
    }
}

/// Who has a priority right, and the form for one more.
#[component]
fn Holders(desk: TermsDesk, change: Changing) -> impl IntoView {
    let lang = use_lang();
    let code = desk.code.to_string();
    let frozen = desk.frozen;
    let empty = desk.holders.is_empty();
    let rows = desk
        .holders
        .into_iter()
        .map(|holder| view! { <Holder holder code=code.clone() frozen change /> })
        .collect_view();
    let table = (!empty).then(|| {
        let columns = vec![
            Column::number(m::rank(lang)),
            Column::text(m::holder(lang)),
            Column::text(m::reason(lang)),
            Column::text(m::by(lang)),
            Column::text(m::at(lang)),
            Column::text(m::action(lang)),
        ];
        view! {
            <Table caption=m::holders_title(lang) columns class="office-table" testid="priorities">
                {rows}
            </Table>
        }
    });
    view! {
        <section aria-labelledby="holders-title">
            <h2 class="section-title" id="holders-title">{m::holders_title(lang)}</h2>
            <p>{m::holders_intro(lang)}</p>
            {empty.then(|| view! { <p>{m::holders_none(lang)}</p> })}
            {table}
            {(!frozen).then(|| view! { <NameForm code change /> })}
        </section>
    }
}

#[component]
fn Holder(holder: PriorityLine, code: String, frozen: bool, change: Changing) -> impl IntoView {
    let lang = use_lang();
    let name = holder.name.clone();
    let form = TermsForm {
        step: TAKE_BACK.into(),
        holder: holder.account.get().to_string(),
        ..TermsForm::default()
    };
    let take_back = (!frozen).then(|| {
        view! {
            <details class="desk-step">
                <summary>
                    {m::take_back(lang)}
                    <span class="visually-hidden">{format!(" {name}")}</span>
                </summary>
                <ChangeForm form=typed(change, form) code label=m::take_back_of(lang, &name) change />
            </details>
        }
    });
    view! {
        <tr>
            <td class="number">{holder.rank}</td>
            <th scope="row">
                <span lang="zh-CN">{holder.name}</span>
                <span class="office-note">{holder.login}</span>
            </th>
            <td lang="zh-CN" class="desk-words">{holder.reason}</td>
            <td>{holder.by}</td>
            <td><When at=holder.at /></td>
            <td>{take_back}</td>
        </tr>
    }
}

#[component]
fn NameForm(code: String, change: Changing) -> impl IntoView {
    let lang = use_lang();
    let form = typed(
        change,
        TermsForm {
            step: NAME.into(),
            ..TermsForm::default()
        },
    );
    let (login, rank) = (form.login.clone(), form.rank.clone());
    let (login_error, rank_error) = (error(&form, "login", change), error(&form, "rank", change));
    view! {
        <h3>{m::name_title(lang)}</h3>
        <ChangeForm form code label=m::name(lang).to_owned() change>
            <TextField id="name-login" name="form[login]" label=m::login(lang)
                hint=Some(m::login_hint(lang).to_owned()) error=login_error value=login />
            <TextField id="name-rank" name="form[rank]" inputmode="numeric" label=m::rank(lang)
                hint=Some(m::rank_hint(lang).to_owned()) error=rank_error value=rank />
        </ChangeForm>
    }
}

/// The reserve and whether it stands on the grid.
#[component]
fn Reserve(desk: TermsDesk, change: Changing) -> impl IntoView {
    let lang = use_lang();
    let code = desk.code.to_string();
    let words = match &desk.reserve {
        None => m::reserve_none(lang).to_owned(),
        Some(fits) if fits.below == fits.reserve => m::reserve_fits(lang, fits.reserve.digits()),
        Some(fits) => m::reserve_off(
            lang,
            fits.above.digits(),
            fits.reserve.digits(),
            fits.below.digits(),
        ),
    };
    let open = desk.reserve.is_some() && !desk.frozen;
    let form = open.then(|| {
        let form = TermsForm {
            step: RESERVE.into(),
            ..TermsForm::default()
        };
        let form = typed(change, form);
        let (value, error) = (form.amount.clone(), error(&form, "amount", change));
        view! {
            <ChangeForm form code label=m::correct(lang).to_owned() change>
                <TextField id="reserve-amount" name="form[amount]" inputmode="numeric"
                    label=m::reserve(lang) hint=Some(m::reserve_hint(lang).to_owned()) error value />
            </ChangeForm>
        }
    });
    view! {
        <section aria-labelledby="reserve-title">
            <h2 class="section-title" id="reserve-title">{m::reserve_title(lang)}</h2>
            <p>{words}</p>
            {form}
        </section>
    }
}

/// The tags, such as those of major projects.
#[component]
fn Tags(desk: TermsDesk, change: Changing) -> impl IntoView {
    let lang = use_lang();
    let code = desk.code.to_string();
    let form = TermsForm {
        step: TAG.into(),
        tags: desk.tags.join(ui::separator(lang)),
        ..TermsForm::default()
    };
    let form = typed(change, form);
    let (value, error) = (form.tags.clone(), error(&form, "tags", change));
    view! {
        <section aria-labelledby="tags-title">
            <h2 class="section-title" id="tags-title">{m::tags_title(lang)}</h2>
            <ChangeForm form code label=m::tag(lang).to_owned() change>
                <TextField id="tag-tags" name="form[tags]" label=m::tags(lang)
                    hint=Some(m::tags_hint(lang).to_owned()) error value />
            </ChangeForm>
        </section>
    }
}

/// Off display before the season ends.
#[component]
fn Withdraw(code: String, change: Changing) -> impl IntoView {
    let lang = use_lang();
    let form = TermsForm {
        step: WITHDRAW.into(),
        ..TermsForm::default()
    };
    let form = typed(change, form);
    view! {
        <section aria-labelledby="withdraw-title">
            <h2 class="section-title" id="withdraw-title">{m::withdraw_title(lang)}</h2>
            <p>{m::withdraw_intro(lang)}</p>
            <ChangeForm form code label=m::withdraw(lang).to_owned() change />
        </section>
    }
}

/// The form as it was typed, when it is the refused one.
fn typed(change: Changing, empty: TermsForm) -> TermsForm {
    let typed = TermsForm::of(untrack(|| refused(change)).as_ref());
    let same = typed.step == empty.step && typed.holder == empty.holder;
    if same { typed } else { empty }
}

/// What was wrong with a field of a form.
fn error(form: &TermsForm, field: &str, change: Changing) -> Signal<Option<String>> {
    let (lang, id) = (use_lang(), form.id(field));
    Signal::derive(move || {
        let error = refused(change)?;
        (meant(&error) == id).then(|| error.sentence(lang))
    })
}

/// One change with its grounds.
#[component]
fn ChangeForm(
    form: TermsForm,
    code: String,
    #[prop(into)] label: String,
    change: Changing,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let lang: Lang = use_lang();
    let back = href(lang, &format!("/admin/lots/{code}/terms"));
    let (id, error) = (form.id("words"), error(&form, "words", change));
    view! {
        <ActionForm action=change attr:class="form" attr:novalidate=true>
            <input type="hidden" name="lot" value=code />
            <input type="hidden" name="back" value=back />
            <input type="hidden" name="form[step]" value=form.step />
            <input type="hidden" name="form[holder]" value=form.holder />
            {children.map(|children| children())}
            <TextArea id name="form[words]" label=m::reason(lang)
                hint=Some(m::reason_hint(lang).to_owned()) error value=form.words rows=2 />
            <p>
                <Submit label pending=change.pending() />
            </p>
        </ActionForm>
    }
}
