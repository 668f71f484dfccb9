//! Where a form leads once it has been taken: only ever a path of this portal.

/// `path` when it is a path of this portal, otherwise the front page.
///
/// A path begins with one slash and holds visible ASCII without backslashes: browsers read `//`
/// and `/\` as another host, and other characters cannot stand in a `Location` header.
pub fn local_path(path: &str) -> &str {
    let local = path.starts_with('/')
        && !path.starts_with("//")
        && path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if local { path } else { "/" }
}

/// `path` with the pair added to its query.
pub fn with_query(path: &str, key: &str, value: &str) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{key}={}", encode(value))
}

/// `text` percent-encoded for the value of a query pair.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_portal_are_followed() {
        for path in [
            "/",
            "/lots?q=%E7%94%B5&industry=MAT",
            "/en/host/sessions/3#agenda",
        ] {
            assert_eq!(local_path(path), path);
        }
        for path in [
            "",
            "lots",
            "//example.com",
            "/\\example.com",
            "/lots\\..",
            "https://example.com/",
            "/a b",
            "/a\nSet-Cookie: x",
            "/电池",
        ] {
            assert_eq!(local_path(path), "/", "{path:?}");
        }
    }

    #[test]
    fn pairs_are_added_and_encoded() {
        assert_eq!(
            with_query("/admin/lots", "q", "电 a"),
            "/admin/lots?q=%E7%94%B5%20a"
        );
        assert_eq!(
            with_query("/admin/lots?q=1", "done", "2"),
            "/admin/lots?q=1&done=2"
        );
    }
}
