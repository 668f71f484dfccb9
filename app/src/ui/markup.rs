//! Texts in the elements whose content leptos does not escape: `title` and `textarea`.

/// A text as it stands inside such an element. The server writes markup, where it must not end the
/// element; a browser sets a text.
pub fn in_markup(text: String) -> String {
    match cfg!(target_arch = "wasm32") {
        true => text,
        false => text.replace('&', "&amp;").replace('<', "&lt;"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_element() {
        let text = "</textarea><script>1 & 2</script>".to_owned();
        let written = "&lt;/textarea>&lt;script>1 &amp; 2&lt;/script>";
        assert_eq!(in_markup(text), written);
    }
}
