//! What others than browsers read: news and calendars, maps, data. What somebody has written stands in
//! them as a text of its place, and ends nothing.

/// Elements of the news and the maps of the portal.
const ELEMENTS: [&str; 16] = [
    "?xml",
    "feed",
    "id",
    "title",
    "updated",
    "author",
    "name",
    "link",
    "entry",
    "summary",
    "sitemapindex",
    "sitemap",
    "urlset",
    "url",
    "loc",
    "lastmod",
];
/// The one with a prefix.
const OTHER_LANGUAGE: &str = "xhtml:link";
/// What stands for a character.
const ENTITIES: [&str; 5] = ["amp;", "lt;", "gt;", "quot;", "apos;"];
/// Lines of a calendar begin with one of these.
const PROPERTIES: [&str; 29] = [
    "BEGIN",
    "END",
    "VERSION",
    "PRODID",
    "CALSCALE",
    "METHOD",
    "NAME",
    "X-WR-CALNAME",
    "X-WR-TIMEZONE",
    "REFRESH-INTERVAL",
    "X-PUBLISHED-TTL",
    "TZID",
    "TZNAME",
    "TZOFFSETFROM",
    "TZOFFSETTO",
    "UID",
    "DTSTAMP",
    "SEQUENCE",
    "DTSTART",
    "DTEND",
    "SUMMARY",
    "LOCATION",
    "URL",
    "STATUS",
    "ACTION",
    "DESCRIPTION",
    "TRIGGER",
    "TRANSP",
    "CATEGORIES",
];

/// What is wrong with an answer of this kind; nothing is known of other kinds.
pub fn faults(kind: &str, body: &str) -> Vec<String> {
    match kind.split(';').next().unwrap_or_default() {
        "application/atom+xml" | "application/xml" | "text/xml" => of_xml(body),
        "text/calendar" => of_calendar(body),
        "application/json" => match serde_json::from_str::<serde_json::Value>(body) {
            Ok(_) => Vec::new(),
            Err(error) => vec![format!("data that are not JSON: {error}")],
        },
        "text/html" => vec!["a page where none is asked for".to_owned()],
        _ => Vec::new(),
    }
}

/// Everything that begins a tag is a tag of ours, its values are in quotation marks, and no character
/// stands there that XML does not have.
fn of_xml(file: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = file;
    while let Some(at) = rest.find('<') {
        let (text, after) = (&rest[..at], &rest[at + 1..]);
        faults.extend(of_text(text));
        let Some((tag, behind)) = after.split_once('>') else {
            faults.push("a tag without an end".to_owned());
            return faults;
        };
        rest = behind;
        let bare = tag.trim_start_matches('/').trim_end_matches(['/', '?']);
        let name = bare.split_ascii_whitespace().next().unwrap_or_default();
        if !ELEMENTS.contains(&name) && name != OTHER_LANGUAGE {
            faults.push(format!("<{name}>"));
        }
        let values = bare[name.len()..].split('"').skip(1).step_by(2);
        faults.extend(values.flat_map(of_text));
        if !bare.matches('"').count().is_multiple_of(2) {
            faults.push(format!("a quotation mark that ends nothing in <{name}>"));
        }
        match (tag.starts_with('/'), tag.ends_with(['/', '?'])) {
            (true, _) if open.pop() != Some(name) => faults.push(format!("</{name}> too many")),
            (false, false) => open.push(name),
            _ => {}
        }
    }
    faults.extend(
        open.into_iter()
            .map(|name| format!("<{name}> is not ended")),
    );
    faults
}

/// A text or a value between two marks of XML.
fn of_text(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let stands_for = |rest: &str| ENTITIES.iter().any(|entity| rest.starts_with(entity));
    let mut marks = text.split('&').skip(1);
    if marks.any(|rest| !stands_for(rest)) {
        faults.push(format!("a bare & in {text}"));
    }
    let no_character = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    if text.contains(no_character) {
        faults.push(format!("what is no character of XML in {text:?}"));
    }
    faults
}

/// Every line, folded ones put together, begins with a property of ours, and its end is that of its line.
fn of_calendar(file: &str) -> Vec<String> {
    let whole = file.replace("\r\n ", "");
    let mut faults = Vec::new();
    for line in whole.split_terminator("\r\n") {
        let name = line.split([':', ';']).next().unwrap_or_default();
        if !PROPERTIES.contains(&name) {
            faults.push(format!("a line of somebody else: {line}"));
        }
        if line.contains(['\r', '\n']) {
            faults.push(format!("the end of a line in {line:?}"));
        }
    }
    faults
}

#[test]
fn what_ends_its_place_is_found() {
    let atom = "application/atom+xml; charset=utf-8";
    let calendar = "text/calendar; charset=utf-8";
    for (kind, bad) in [
        (atom, "<feed><title>x</title><script>1</script></feed>"),
        (atom, "<feed><title>a & b</title></feed>"),
        (atom, "<feed><title>&copy;</title></feed>"),
        (atom, "<feed><link href=\"x\" onload=\"\"\"/></feed>"),
        (atom, "<feed><title>x</title></title></feed>"),
        (atom, "<feed><title>x</feed>"),
        (atom, "<feed><title>\u{1}</title></feed>"),
        (atom, "<feed><title>\u{ffff}</title></feed>"),
        (
            calendar,
            "BEGIN:VCALENDAR\r\nATTENDEE:x\r\nEND:VCALENDAR\r\n",
        ),
        (
            calendar,
            "BEGIN:VCALENDAR\r\nSUMMARY:a\nURL:x\r\nEND:VCALENDAR\r\n",
        ),
        ("application/json", "{\"a\":\"\"\"}"),
        ("text/html", "<p>1</p>"),
    ] {
        assert_ne!(faults(kind, bad), Vec::<String>::new(), "{bad}");
    }
    for (kind, good) in [
        (
            atom,
            "<?xml version=\"1.0\"?>\n<feed xml:lang=\"en\"><title>&lt;b&gt; &amp; \"x\"</title>\
             <link href=\"/a?b&amp;c\"/></feed>",
        ),
        (
            calendar,
            "BEGIN:VCALENDAR\r\nSUMMARY:a\\nb\r\n c\r\nEND:VCALENDAR\r\n",
        ),
        ("application/json", "{\"a\":\"<script>\"}"),
        ("text/csv", "a,b"),
    ] {
        assert_eq!(faults(kind, good), Vec::<String>::new(), "{good}");
    }
}
