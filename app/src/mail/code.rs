//! The field for the code of a mail. Its link has the code behind the `#`; a script takes it from there,
//! and out of the address, before somebody else reads it. Without scripts it is copied from the mail.

use crate::lang::use_lang;
use crate::ui::TextField;
use leptos::html;
use leptos::prelude::*;
use locales::mail as m;

/// The longest code, characters.
const CODE_MAX: usize = 64;

/// The field.
#[component]
pub fn CodeField(
    /// What was wrong with it.
    #[prop(into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let lang = use_lang();
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        let (Some(input), Ok(hash)) = (input.get(), window().location().hash()) else {
            return;
        };
        let Some(code) = code(&hash) else {
            return;
        };
        input.set_value(code);
        if let (Ok(path), Ok(history)) = (window().location().pathname(), window().history()) {
            let state = wasm_bindgen::JsValue::NULL;
            let _ = history.replace_state_with_url(&state, "", Some(&path));
        }
    });
    view! {
        <TextField
            id="code"
            name="code"
            label=m::code(lang)
            hint=Some(m::code_hint(lang).to_owned())
            error
            autocomplete="off"
            node_ref=input
        />
    }
}

/// The code in this part of an address; nothing when it is something else, such as the id of a control
/// that an error summary has led to.
fn code(hash: &str) -> Option<&str> {
    let code = hash.strip_prefix('#')?;
    let digits = code.bytes().all(|byte| byte.is_ascii_hexdigit());
    (digits && (32..=CODE_MAX).contains(&code.len())).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_code_is_taken_for_one() {
        let whole = format!("#{}", "0a".repeat(16));
        assert_eq!(code(&whole), Some(&whole[1..]));
        for other in ["", "#", "#code", "#0a", &whole[1..], "#main"] {
            assert_eq!(code(other), None, "{other}");
        }
    }
}
