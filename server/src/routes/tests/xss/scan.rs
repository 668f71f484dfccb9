//! What a browser would run of a page: a reader of HTML that knows tags, attributes and the elements whose
//! content is no markup, which is what a payload has to break out of.

/// What no page of the portal has.
const TAGS: [&str; 7] = [
    "iframe", "object", "embed", "base", "math", "applet", "frame",
];
/// Attributes that lead somewhere.
const ADDRESSES: [&str; 6] = ["href", "src", "action", "formaction", "xlink:href", "data"];
/// The kind of a script that is read and never run.
const DATA: &str = "application/ld+json";
/// Elements whose content ends with their own end only.
const RAW: [&str; 6] = ["script", "style", "title", "textarea", "noscript", "iframe"];

/// What somebody else has written into a page so that it would run, or show as something else.
pub fn faults(page: &str, nonce: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some(tag) = Tag::read(rest) else {
            rest = &rest[1..];
            continue;
        };
        faults.extend(tag.faults(nonce));
        rest = tag.after;
        if RAW.contains(&&*tag.name) {
            let end = format!("</{}", tag.name);
            let lower = rest.to_ascii_lowercase();
            let length = lower.find(&end).unwrap_or(rest.len());
            let is_data = tag.attributes.contains(&("type".to_owned(), DATA));
            if tag.name == "script" {
                faults.extend(faults_of_script(&rest[..length], is_data));
            }
            rest = &rest[length..];
        }
    }
    faults
}

/// A tag that begins an element.
struct Tag<'p> {
    name: String,
    attributes: Vec<(String, &'p str)>,
    after: &'p str,
}

impl<'p> Tag<'p> {
    /// The tag at the beginning of `text`; nothing for an end or what is none.
    fn read(text: &'p str) -> Option<Self> {
        let body = text.strip_prefix('<')?;
        body.starts_with(|c: char| c.is_ascii_alphabetic())
            .then_some(())?;
        let ends_name = |c: char| c.is_ascii_whitespace() || c == '/' || c == '>';
        let (name, mut rest) = body.split_at(body.find(ends_name)?);
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if let Some(after) = rest.strip_prefix('>') {
                let name = name.to_ascii_lowercase();
                return Some(Self {
                    name,
                    attributes,
                    after,
                });
            }
            let ends_key = |c: char| c.is_ascii_whitespace() || "/>=".contains(c);
            let (key, after) = rest.split_at(rest.find(ends_key)?.max(1));
            let (value, after) = value(after)?;
            attributes.push((key.to_ascii_lowercase(), value));
            rest = after;
        }
    }

    fn faults(&self, nonce: &str) -> Vec<String> {
        let mut faults = Vec::new();
        let name = &*self.name;
        if name.starts_with("xss") || TAGS.contains(&name) {
            faults.push(format!("<{name}>"));
        }
        let own = |(key, value): &(String, &str)| key == "nonce" && *value == nonce;
        if name == "script" && !self.attributes.iter().any(own) {
            faults.push("a script without the nonce of the answer".to_owned());
        }
        for (key, value) in &self.attributes {
            let address: String = value.chars().filter(|c| !c.is_ascii_whitespace()).collect();
            let address = address.to_ascii_lowercase();
            let runs = ["javascript:", "vbscript:", "data:text"]
                .iter()
                .any(|scheme| address.starts_with(scheme));
            let breaks_out = key.starts_with("on") || key.contains(['"', '\'', '<']);
            if breaks_out || key.contains("xss") || key == "srcdoc" {
                faults.push(format!("<{name} {key}>"));
            }
            if runs && ADDRESSES.contains(&&**key) {
                faults.push(format!("<{name} {key}={value}>"));
            }
        }
        faults
    }
}

/// The value at the beginning of `text`, and what follows it; empty without one.
fn value(text: &str) -> Option<(&str, &str)> {
    let trimmed = text.trim_start();
    let Some(text_of_value) = trimmed.strip_prefix('=') else {
        return Some(("", text));
    };
    let text = text_of_value.trim_start();
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote);
        }
    }
    let end = text.find(|c: char| c.is_ascii_whitespace() || c == '>')?;
    Some(text.split_at(end))
}

/// What would end a text inside of a script, or change how the script itself is read.
fn faults_of_script(script: &str, is_data: bool) -> Vec<String> {
    let mut faults = Vec::new();
    // A text that ends in the mark is followed by its own quotation mark there.
    if is_data && serde_json::from_str::<serde_json::Value>(script).is_err() {
        faults.push("data that are not JSON".to_owned());
    }
    let lower = script.to_ascii_lowercase();
    for ends in ["<!--", "<script", "</script"] {
        if lower.contains(ends) {
            faults.push(format!("{ends} in a script"));
        }
    }
    if script.contains(['\u{2028}', '\u{2029}']) {
        faults.push("a line separator in a script".to_owned());
    }
    for (at, _) in script.match_indices("xssq").filter(|_| !is_data) {
        let after = &script[at + 4..];
        let slashes = after.len() - after.trim_start_matches('\\').len();
        if after[slashes..].starts_with('"') && slashes.is_multiple_of(2) {
            faults.push("a quotation mark that ends a text in a script".to_owned());
        }
    }
    faults
}

#[test]
fn whatever_would_run_is_found() {
    let nonce = "abc";
    for bad in [
        "<p>\"><img src=x onerror=__xss(1)></p>",
        "<p title=\"\"><svg/onload=__xss(3)>\">x</p>",
        "<script>__xss(4)</script>",
        "<script nonce=\"other\">1</script>",
        "<title></title></textarea><xss-5 onclick=1></title>",
        "<script nonce=\"abc\">push(\"xssq\"]);__xss(6)</script>",
        "<script nonce=\"abc\">push(\"xssq\\\\\"]);__xss(7)</script>",
        "<script nonce=\"abc\" type=\"application/ld+json\">{\"name\":\"xssq\",x\"}</script>",
        "<script nonce=\"abc\">push(\"<!--<script>\")</script>",
        "<script nonce=\"abc\">push(\"\u{2028}\")</script>",
        "<script nonce=\"abc\">push(\"</script><script>__xss(2)</script>\")",
        "<a href=\" java\nscript:__xss(10)\">x</a>",
        "<form action='javascript:1'>",
        "<iframe srcdoc=\"\">",
        "<math><mtext>",
        "<input value=\"\" autofocus onfocus=__xss(14) x=\"\">",
        "<b onmouseover=__xss(16)>",
    ] {
        assert_ne!(faults(bad, nonce), Vec::<String>::new(), "{bad}");
    }
    for good in [
        "<p>&quot;&gt;&lt;img src=x onerror=__xss(1)></p>",
        "<p title=\"&lt;svg/onload=1> javascript:1\">javascript:1 onclick=1</p>",
        "<script nonce=\"abc\">push(\"xssq\\\"]);__xss(6) \\u003c/script>\")</script>",
        "<script nonce=\"abc\" type=\"application/ld+json\">{\"name\":\"xssq\"}</script>",
        "<script type=module nonce=abc>1 < 2</script><!-- <b onclick=1> -->",
        "<title><b onclick=1></title><textarea><b onclick=1></textarea>",
        "<a href=\"/lots?q=javascript:1\" hidden>1 < 2</a><svg><path d=\"M0 0\"/></svg>",
    ] {
        assert_eq!(faults(good, nonce), Vec::<String>::new(), "{good}");
    }
}
