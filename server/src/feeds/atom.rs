//! News for feed readers (Atom, RFC 4287).

use domain::time::Timestamp;
use std::fmt::Write as _;

/// One piece of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which it is, the same for as long as it exists.
    pub id: String,
    /// The page about it.
    pub link: String,
    /// In one line.
    pub title: String,
    /// When it happened.
    pub at: Timestamp,
    /// In a sentence.
    pub summary: String,
}

/// What a feed says about itself.
pub struct Feed<'a> {
    /// Which it is.
    pub id: String,
    /// Its own address.
    pub own: String,
    /// The page that shows the same.
    pub page: String,
    /// What it is called.
    pub title: &'a str,
    /// Who writes it.
    pub author: &'a str,
    /// Tag of the language.
    pub lang: &'a str,
}

/// The file. Without news the feed is as old as `now`.
pub fn feed(feed: &Feed<'_>, now: Timestamp, entries: &[Entry]) -> String {
    let updated = entries.iter().map(|entry| entry.at).max().unwrap_or(now);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = write!(
        out,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
         <author><name>{}</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
        escaped(feed.lang),
        escaped(&feed.id),
        escaped(feed.title),
        updated.rfc3339(),
        escaped(feed.author),
        escaped(&feed.own),
        escaped(&feed.page),
    );
    for entry in entries {
        let _ = write!(
            out,
            "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n\
             <summary>{}</summary>\n</entry>\n",
            escaped(&entry.id),
            escaped(&entry.title),
            entry.at.rfc3339(),
            escaped(&entry.link),
            escaped(&entry.summary),
        );
    }
    out.push_str("</feed>\n");
    out
}

/// The text as it stands in XML; control characters have no place there.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for each in text.chars() {
        match each {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no place for these either.
            '\u{fffe}' | '\u{ffff}' => {}
            each if each.is_control() && each != '\n' => {}
            each => out.push(each),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Date;

    #[test]
    fn names_cannot_break_out_of_the_file() {
        let entry = Entry {
            id: "tag:auction.example,2026:lot".into(),
            link: "https://auction.example/lots/A?b&c".into(),
            title: "</title><script>\u{8}\u{ffff}".into(),
            at: Date::of(2026, 11, 20).at(16, 0),
            summary: "\"A\" & B".into(),
        };
        let about = Feed {
            id: "tag:auction.example,2026:results".into(),
            own: "https://auction.example/feeds/results.atom".into(),
            page: "https://auction.example/lots".into(),
            title: "results",
            author: "portal",
            lang: "en",
        };
        let file = feed(&about, Timestamp(0), &[entry]);
        assert!(file.contains("<title>&lt;/title&gt;&lt;script&gt;</title>"));
        assert!(file.contains("/lots/A?b&amp;c\""));
        assert!(file.contains("<summary>&quot;A&quot; &amp; B</summary>"));
        // The feed is as new as its newest entry.
        let updated = "<updated>2026-11-20T16:00:00.000000+08:00</updated>";
        assert_eq!(file.matches(updated).count(), 2);
    }
}
