//! The bars on bidders: those that stand, each with its form to lift it, and the form for a new one.

use super::office::{Commands, PATH};
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::typed_form::TypedForm;
use crate::ui::{DOT, Submit, TextArea, TextField};
use domain::views::StandingBar;
use leptos::prelude::*;
use locales::{Lang, deposits as m, ui};
use serde::{Deserialize, Serialize};

/// A bar as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BarForm {
    /// The name that the bidder signs in with.
    pub login: String,
    /// Code of the lot; empty for all of them.
    pub lot: String,
    /// `lift` for the end of a bar, anything else for a bar.
    pub step: String,
    /// The reason in words.
    pub words: String,
}

impl TypedForm for BarForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("login", &mut self.login),
            ("lot", &mut self.lot),
            ("step", &mut self.step),
            ("words", &mut self.words),
        ]
    }
}

impl BarForm {
    fn lifts(&self) -> bool {
        self.step == "lift"
    }
}

/// The id of the control of the form for a new bar that a refusal means; empty when it means none.
pub fn control(error: &AppError) -> &'static str {
    let AppError::Invalid { code, .. } = error else {
        return "";
    };
    match code.as_str() {
        _ if BarForm::of(Some(error)).lifts() => "",
        "BIDDER_UNKNOWN" => "bar-login",
        "LOT_UNKNOWN" => "bar-lot",
        "REASON_LENGTH" => "bar-words",
        _ => "",
    }
}

/// The bars that stand, and the form for another one.
#[component]
pub fn Bars(
    /// Those that stand.
    bars: Vec<StandingBar>,
    /// The commands of the page.
    commands: Commands,
) -> impl IntoView {
    let lang = use_lang();
    let item = |bar| view! { <Bar bar commands /> };
    let list = match bars.is_empty() {
        true => view! { <p>{m::bars_none(lang)}</p> }.into_any(),
        false => view! {
            <ul class="deposit-rows" data-testid="bars">
                {bars.into_iter().map(item).collect_view()}
            </ul>
        }
        .into_any(),
    };
    view! {
        <section aria-labelledby="bars-title">
            <h2 class="section-title" id="bars-title">
                {m::bars_title(lang)}
            </h2>
            <p>{m::bars_intro(lang)}</p>
            <NewBar commands />
            {list}
        </section>
    }
}

#[component]
fn NewBar(commands: Commands) -> impl IntoView {
    let lang = use_lang();
    let refused = move || commands.bar.value().get().and_then(Result::err);
    let typed = untrack(|| BarForm::of(refused().as_ref()));
    let typed = match typed.lifts() {
        true => BarForm::default(),
        false => typed,
    };
    let open = typed != BarForm::default();
    let error = move |id: &'static str| {
        Signal::derive(move || {
            let error = refused()?;
            (control(&error) == id).then(|| error.sentence(lang))
        })
    };
    view! {
        <details class="desk-step" open=open data-testid="bar-form">
            <summary>{m::act_bar(lang)}</summary>
            <ActionForm action=commands.bar attr:class="form" attr:novalidate=true>
                <input type="hidden" name="back" value=href(lang, PATH) />
                <TextField id="bar-login" name="form[login]" label=m::bar_login(lang)
                    error=error("bar-login") autocomplete="off" value=typed.login />
                <TextField id="bar-lot" name="form[lot]" label=m::bar_lot(lang)
                    hint=Some(m::bar_lot_hint(lang).to_owned()) error=error("bar-lot")
                    autocomplete="off" value=typed.lot />
                <TextArea id="bar-words" name="form[words]" label=m::bar_reason(lang)
                    hint=Some(m::bar_reason_hint(lang).to_owned()) error=error("bar-words")
                    value=typed.words rows=2 />
                <p>
                    <Submit label=m::act_bar(lang) pending=commands.bar.pending() />
                </p>
            </ActionForm>
        </details>
    }
}

#[component]
fn Bar(bar: StandingBar, commands: Commands) -> impl IntoView {
    let lang = use_lang();
    let lot = bar.lot.as_ref().map(ToString::to_string);
    let id = format!("lift-{}-{}", bar.account, lot.as_deref().unwrap_or("all"));
    let said = decided(lang, &bar);
    let place = match lot.clone() {
        Some(code) => {
            view! { <a href=href(lang, &format!("/lots/{code}"))>{code.clone()}</a> }.into_any()
        }
        None => m::bar_all(lang).into_any(),
    };
    view! {
        <li class="deposit-row">
            <h3>
                <span lang="zh-CN">{bar.name.clone()}</span>
                " "
                <code>{bar.login.clone()}</code>
            </h3>
            <p>{place} {DOT} {said}</p>
            <p lang="zh-CN" class="desk-words">
                {bar.reason}
            </p>
            <details class="desk-step">
                <summary>{m::act_lift(lang)}</summary>
                <ActionForm action=commands.bar attr:class="form" attr:novalidate=true>
                    <input type="hidden" name="back" value=href(lang, PATH) />
                    <input type="hidden" name="form[login]" value=bar.login />
                    <input type="hidden" name="form[lot]" value=lot.unwrap_or_default() />
                    <input type="hidden" name="form[step]" value="lift" />
                    <TextArea id=id name="form[words]" label=m::bar_reason(lang)
                        hint=Some(m::bar_reason_hint(lang).to_owned()) rows=2 />
                    <p>
                        <Submit label=m::act_lift(lang) pending=commands.bar.pending() />
                    </p>
                </ActionForm>
            </details>
        </li>
    }
}

/// Who decided so, and when.
fn decided(lang: Lang, bar: &StandingBar) -> String {
    let by = bar.by.as_deref().unwrap_or(ui::none(lang));
    m::bar_by(lang, locales::date_time(lang, bar.at), by)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: &str, step: &str) -> AppError {
        let form = BarForm {
            login: "bidder9".into(),
            lot: String::new(),
            step: step.into(),
            words: "冒名".into(),
        };
        let error = AppError::Invalid {
            code: code.into(),
            args: vec![],
        };
        form.keep_in(error)
    }

    #[test]
    fn a_refusal_leads_to_its_control_and_keeps_what_was_typed() {
        let unknown = refused("BIDDER_UNKNOWN", "");
        assert_eq!(control(&unknown), "bar-login");
        assert_eq!(BarForm::of(Some(&unknown)).words, "冒名");
        assert_eq!(control(&refused("REASON_LENGTH", "")), "bar-words");
        assert_eq!(
            control(&refused("REASON_LENGTH", "lift")),
            "",
            "another form"
        );
        assert_eq!(control(&AppError::NotFound), "");
    }

    #[test]
    fn a_posted_form_is_a_bar() {
        let body = "back=%2F&form%5Blogin%5D=bidder9&form%5Blot%5D=&form%5Bwords%5D=x";
        let config = serde_qs::Config::new(5, false);
        let posted: super::super::BarBidder = config.deserialize_str(body).unwrap();
        assert_eq!(
            (posted.form.login.as_str(), posted.form.lifts()),
            ("bidder9", false)
        );
    }
}
