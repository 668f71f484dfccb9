//! The language of a page: it stands in the address (`/en/…`), so that links, caches and search
//! engines agree on it.

use leptos::prelude::*;
use locales::Lang;

/// The language of this page.
pub fn use_lang() -> Lang {
    use_context::<Lang>().unwrap_or_default()
}

/// The address of `path` in this page's language; `path` begins with `/`.
pub fn href(lang: Lang, path: &str) -> String {
    match (lang, path) {
        (Lang::En, "/") => "/en".to_owned(),
        _ => format!("{}{path}", lang.prefix()),
    }
}

/// The same page in the other language.
pub fn in_other_language(lang: Lang, path: &str, query: &str) -> String {
    let bare = match lang {
        Lang::Zh => path,
        Lang::En => path.strip_prefix("/en").unwrap_or(path),
    };
    let bare = if bare.is_empty() { "/" } else { bare };
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{query}")
    };
    format!("{}{query}", href(lang.other(), bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_link_keeps_the_page() {
        assert_eq!(in_other_language(Lang::Zh, "/lots", "q=a"), "/en/lots?q=a");
        assert_eq!(in_other_language(Lang::En, "/en/lots", ""), "/lots");
        assert_eq!(in_other_language(Lang::En, "/en", ""), "/");
        assert_eq!(in_other_language(Lang::Zh, "/", ""), "/en");
    }
}
