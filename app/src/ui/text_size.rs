//! 大字版: the same pages in large type and one column (ux.md §2.2), remembered by a cookie, so that
//! it needs no script and no page is drawn twice.

use crate::error::AppError;
use crate::lang::use_lang;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use locales::ui;
use serde::{Deserialize, Serialize};

/// Name of the cookie.
pub const COOKIE: &str = "luochui-text";

/// How large the type is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextSize {
    /// As the browser has it.
    #[default]
    Usual,
    /// 大字版.
    Large,
}

impl TextSize {
    /// The word for it in the cookie, the form and the mark of the page.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Large => "large",
        }
    }

    /// The size of this word, the usual one for any other.
    pub fn parse(code: &str) -> Self {
        match code {
            "large" => Self::Large,
            _ => Self::Usual,
        }
    }

    /// What a `Cookie` header asks for.
    pub fn of_cookies(header: &str) -> Self {
        let mut pairs = header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='));
        let found = pairs.find(|(name, _)| *name == COOKIE);
        found.map_or(Self::Usual, |(_, value)| Self::parse(value))
    }
}

/// Remembers the size for a year and goes back to `next`.
#[server(endpoint = "ui/text_size", output = crate::wire::Answer)]
pub async fn set_text_size(
    /// `large` or `usual`.
    #[server(default)]
    size: String,
    /// Where the form stands.
    #[server(default)]
    next: String,
) -> Result<String, AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    ssr::remember(COOKIE, TextSize::parse(&size).code());
    Ok(answer::lead_to(&next))
}

/// The switch: a plain form that loads the page anew in the other size.
#[component]
pub fn TextSizeSwitch() -> impl IntoView {
    let lang = use_lang();
    let location = use_location();
    let here = move || {
        let (path, query) = (location.pathname.get(), location.search.get());
        match query.is_empty() {
            true => path,
            false => format!("{path}?{query}"),
        }
    };
    let now = SharedValue::new(|| use_context::<TextSize>().unwrap_or_default()).into_inner();
    let (other, words) = match now {
        TextSize::Usual => (TextSize::Large, ui::text_large(lang)),
        TextSize::Large => (TextSize::Usual, ui::text_usual(lang)),
    };
    view! {
        <form class="strip-form" method="post" action="/fn/ui/text_size">
            <input type="hidden" name="next" value=here />
            <button class="strip-link" type="submit" name="size" value=other.code()>
                {words}
            </button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::TextSize;

    #[test]
    fn the_cookie_is_found_among_others() {
        let of = TextSize::of_cookies;
        assert_eq!(of("luochui-login=abc; luochui-text=large"), TextSize::Large);
        assert_eq!(of("luochui-text=usual"), TextSize::Usual);
        assert_eq!(of("x-luochui-text=large"), TextSize::Usual);
        assert_eq!(of("luochui-text=huge"), TextSize::Usual);
        assert_eq!(of(""), TextSize::Usual);
    }
}
