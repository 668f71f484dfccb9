//! `/admin/lots/:code/open-licence`: what is declared of one lot. For the centre.

use super::form::{ANNOUNCED, FEE, FROM, NUMBER, PAYMENT, REPORT, TO};
use super::{OpenLicenceForm, SetOpenLicence, open_licence_desk};
use crate::command::{carried_out, refusals, refused};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{FormHead, Loaded, Notice, Submit, TextArea, TextField};
use domain::ids::LotCode;
use domain::views::OpenLicenceDesk;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use locales::{Label, open_licences as m, ui};

type Setting = ServerAction<SetOpenLicence>;

/// The page.
#[component]
pub fn OpenLicenceDeskPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let set = Setting::new();
    let done = carried_out(set);
    let desk = crate::wire::blocking_data(
        move || (code.get(), done.get()),
        |(code, _)| async move {
            let code = LotCode::parse(&code).ok_or(AppError::NotFound)?;
            open_licence_desk(code).await
        },
    );
    let errors = refusals(set, meant);
    view! {
        <FormHead title=move || m::title(lang, code.get()) description=m::intro(lang) errors />
        <DoneNote set errors />
        <div class="office desk">
            <Loaded resource=desk let:desk>
                <Desk desk set />
            </Loaded>
        </div>
    }
}

/// The control that a refusal means.
fn meant(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { code, .. } => OpenLicenceForm::of(Some(error)).control(code),
        _ => "",
    }
}

/// That it was kept, after a script call or a redirect.
#[component]
fn DoneNote(set: Setting, errors: Signal<Vec<(String, String)>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let by_form = move || query.with(|query| query.get_str("done") == Some("set"));
    move || {
        let done = match set.value().get() {
            Some(answer) => answer.is_ok(),
            None => by_form(),
        };
        (done && errors.with(Vec::is_empty)).then(|| {
            view! {
                <Notice tone="success">
                    <p role="status">{m::done(lang)}</p>
                </Notice>
            }
        })
    }
}

#[component]
fn Desk(desk: OpenLicenceDesk, set: Setting) -> impl IntoView {
    let lang = use_lang();
    let code = desk.code.to_string();
    let refused = untrack(|| refused(set));
    let typed = match (&refused, desk.declared) {
        (None, Some(declared)) => OpenLicenceForm::from_declared(declared),
        _ => OpenLicenceForm::of(refused.as_ref()),
    };
    let form = match desk.offered {
        true => {
            let (code, needs_report) = (code.clone(), desk.needs_report);
            view! { <Fields code typed needs_report set /> }.into_any()
        }
        false => view! {
            <Notice tone="warning">
                <p>{m::not_offered(lang)}</p>
            </Notice>
        }
        .into_any(),
    };
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
        <p lang="zh-CN">{desk.title}</p>
        <p class="office-intro">{m::intro(lang)}</p>
        <p>{m::state(lang)} " · " {desk.state.label(lang)}</p>
        {form}
    }
}

#[component]
fn Fields(code: String, typed: OpenLicenceForm, needs_report: bool, set: Setting) -> impl IntoView {
    let lang = use_lang();
    let back = href(lang, &format!("/admin/lots/{code}/open-licence"));
    let error = move |id: &'static str| {
        Signal::derive(move || {
            let error = refused(set)?;
            (meant(&error) == id).then(|| error.sentence(lang))
        })
    };
    let day_hint = Some(m::day_hint(lang).to_owned());
    let report_hint = match needs_report {
        true => m::report_needed(lang),
        false => m::report_hint(lang),
    };
    view! {
        <ActionForm action=set attr:class="form" attr:novalidate=true>
            <input type="hidden" name="lot" value=code />
            <input type="hidden" name="back" value=back />
            <TextArea id=FEE name="form[fee]" label=m::fee(lang) rows=3
                hint=Some(m::fee_hint(lang).to_owned()) error=error(FEE) value=typed.fee />
            <TextArea id=PAYMENT name="form[payment]" label=m::payment(lang) rows=3
                hint=Some(m::payment_hint(lang).to_owned()) error=error(PAYMENT)
                value=typed.payment />
            <TextField id=FROM name="form[from]" label=m::from(lang) hint=day_hint.clone()
                error=error(FROM) value=typed.from />
            <TextField id=TO name="form[to]" label=m::to(lang) hint=day_hint.clone()
                error=error(TO) value=typed.to />
            <TextField id=ANNOUNCED name="form[announced]" label=m::announced(lang)
                hint=day_hint error=error(ANNOUNCED) value=typed.announced />
            <TextField id=NUMBER name="form[number]" label=m::number(lang)
                hint=Some(m::number_hint(lang).to_owned()) error=error(NUMBER)
                value=typed.number />
            <TextField id=REPORT name="form[report]" label=m::report(lang)
                hint=Some(report_hint.to_owned()) error=error(REPORT) value=typed.report />
            <p>
                <Submit label=m::keep(lang).to_owned() pending=set.pending() />
            </p>
        </ActionForm>
    }
}
