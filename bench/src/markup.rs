//! Reads the HTML of our own pages: quoted attributes, closed elements, the entities that Leptos
//! writes. No reader of anybody else's.

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Text, without entities.
    Text(String),
    /// An element.
    Element {
        /// Its name.
        tag: String,
        /// Names and values, without entities; the value of one without is empty.
        attributes: Vec<(String, String)>,
        /// What is inside.
        children: Vec<Node>,
    },
}

/// Elements without an end.
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];
/// Elements whose content is no markup.
const RAW: [&str; 2] = ["script", "style"];

/// The nodes of a page, without its comments and its document type; `None` when it is not written
/// like ours.
pub fn parse(page: &str) -> Option<Vec<Node>> {
    let mut reader = Reader { rest: page };
    let nodes = reader.nodes()?;
    reader.rest.is_empty().then_some(nodes)
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// Everything up to the end of the element that is open.
    fn nodes(&mut self) -> Option<Vec<Node>> {
        let mut nodes = Vec::new();
        while !self.rest.is_empty() && !self.rest.starts_with("</") {
            if let Some(comment) = self.rest.strip_prefix("<!--") {
                self.rest = comment.split_once("-->")?.1;
            } else if let Some(kind) = self.rest.strip_prefix("<!") {
                self.rest = kind.split_once('>')?.1;
            } else if self.rest.starts_with('<') {
                nodes.push(self.element()?);
            } else {
                let text = self.until('<');
                nodes.push(Node::Text(without_entities(text)));
            }
        }
        Some(nodes)
    }

    fn element(&mut self) -> Option<Node> {
        self.rest = self.rest.strip_prefix('<')?;
        let tag = self.name()?.to_owned();
        let mut attributes = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if let Some(rest) = self.rest.strip_prefix("/>") {
                self.rest = rest;
                break;
            }
            if let Some(rest) = self.rest.strip_prefix('>') {
                self.rest = rest;
                break;
            }
            attributes.push(self.attribute()?);
        }
        let children = if VOID.contains(&tag.as_str()) {
            Vec::new()
        } else {
            self.children(&tag)?
        };
        Some(Node::Element {
            tag,
            attributes,
            children,
        })
    }

    fn children(&mut self, tag: &str) -> Option<Vec<Node>> {
        let end = format!("</{tag}>");
        let children = if RAW.contains(&tag) {
            let (text, _) = self.rest.split_once(&end)?;
            self.rest = &self.rest[text.len()..];
            vec![Node::Text(text.to_owned())]
        } else {
            self.nodes()?
        };
        self.rest = self.rest.strip_prefix(&end)?;
        Some(children)
    }

    fn attribute(&mut self) -> Option<(String, String)> {
        let name = self.name()?.to_owned();
        let Some(rest) = self.rest.strip_prefix("=\"") else {
            return Some((name, String::new()));
        };
        let (value, rest) = rest.split_once('"')?;
        self.rest = rest;
        Some((name, without_entities(value)))
    }

    fn name(&mut self) -> Option<&'a str> {
        let ends = |c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '"' | '<');
        let (name, rest) = self.rest.split_at(self.rest.find(ends)?);
        self.rest = rest;
        (!name.is_empty()).then_some(name)
    }

    fn until(&mut self, end: char) -> &'a str {
        let at = self.rest.find(end).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(at);
        self.rest = rest;
        text
    }
}

fn without_entities(text: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
    ];
    let read = |text: String, (entity, letter): (&str, &str)| text.replace(entity, letter);
    // The ampersand last: what it spells is no entity.
    pairs
        .into_iter()
        .fold(text.to_owned(), read)
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(tag: &str, attributes: &[(&str, &str)], children: Vec<Node>) -> Node {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Node::Element {
            tag: tag.to_owned(),
            attributes: attributes.iter().map(owned).collect(),
            children,
        }
    }

    #[test]
    fn a_page_as_leptos_writes_it() {
        let page = "<!DOCTYPE html><html lang=\"en\"><!--s-1--><p hidden class=\"a &amp;lt;\">a \
                    &lt; b<!><br><b>c</b></p><script>if (a < b) {}</script></html>";
        let text = |text: &str| Node::Text(text.to_owned());
        let inside = vec![
            text("a < b"),
            element("br", &[], vec![]),
            element("b", &[], vec![text("c")]),
        ];
        let children = vec![
            element("p", &[("hidden", ""), ("class", "a &lt;")], inside),
            element("script", &[], vec![text("if (a < b) {}")]),
        ];
        let html = element("html", &[("lang", "en")], children);
        assert_eq!(parse(page), Some(vec![html]));
        for broken in ["<p>", "<p></b>", "</p>", "<p class=\"a></p>", "<"] {
            assert_eq!(parse(broken), None, "{broken}");
        }
    }
}
