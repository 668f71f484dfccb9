//! Kinds of notices as they are chosen: a box for each, and what a form posts of them.

use crate::lang::use_lang;
use domain::notices::NoticeKind;
use leptos::prelude::*;
use locales::Label;
use serde::{Deserialize, Serialize};

/// The kinds of notices that somebody has ticked, as they are posted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticeKinds {
    /// Codes of the kinds.
    pub on: Vec<String>,
}

impl NoticeKinds {
    /// The kinds that are not ticked.
    pub fn off(&self) -> Vec<NoticeKind> {
        let all = NoticeKind::ALL.iter().copied();
        all.filter(|kind| !self.on.iter().any(|code| code == kind.code()))
            .collect()
    }
}

/// A box for each kind of notice.
#[component]
pub fn KindBoxes(
    /// What the ids of the boxes begin with.
    #[prop(into)]
    prefix: String,
    /// Name of the list in the form.
    #[prop(default = "form[on][]")]
    name: &'static str,
    /// What they are for.
    legend: &'static str,
    /// More about it.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// The kinds whose box is empty at first.
    off: Vec<NoticeKind>,
) -> impl IntoView {
    let lang = use_lang();
    let boxes = NoticeKind::ALL
        .iter()
        .map(|kind| {
            let id = format!("{prefix}-{}", kind.code().to_lowercase());
            let ticked = !off.contains(kind);
            view! {
                <div class="check">
                    <input
                        id=id.clone()
                        name=name
                        type="checkbox"
                        value=kind.code()
                        checked=ticked
                    />
                    <label for=id>{kind.label(lang)}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="notice-kinds">
            <legend class="field-label">{legend}</legend>
            {hint.map(|hint| view! { <p class="field-hint">{hint}</p> })}
            {boxes}
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::SetMailKinds;
    use crate::push::SetPushKinds;

    #[test]
    fn a_posted_form_is_a_choice() {
        let body = "back=%2F&form%5Bon%5D%5B%5D=WON&form%5Bon%5D%5B%5D=OUTBID";
        let config = serde_qs::Config::new(5, false);
        let mail: SetMailKinds = config.deserialize_str(body).unwrap();
        let push: SetPushKinds = config.deserialize_str(body).unwrap();
        let off = mail.form.off();
        assert_eq!(off, push.form.off());
        assert_eq!(off.len(), NoticeKind::ALL.len() - 2);
        assert!(!off.contains(&NoticeKind::Won) && !off.contains(&NoticeKind::Outbid));
        let none: SetMailKinds = config.deserialize_str("back=%2F").unwrap();
        assert_eq!(none.form.off(), NoticeKind::ALL);
    }
}
