//! A lexer for Rust that knows just enough: what is code, what a comment, what a string, and which
//! lines are tests.

/// A string literal with the code around it.
#[derive(Debug)]
pub struct Literal {
    /// The line of its opening quote, counted from 1.
    pub line: usize,
    /// As written, escapes included.
    pub text: String,
    /// The last characters of code before it, blanks at the end cut off.
    pub before: String,
    /// The first two characters after it, blanks skipped.
    pub after: String,
}

/// A Rust file taken apart.
#[derive(Debug)]
pub struct Source {
    /// Line by line the code alone: comments are gone, strings are empty.
    pub code: Vec<String>,
    pub literals: Vec<Literal>,
    /// For each line whether it belongs to an item that is only compiled for tests.
    tests: Vec<bool>,
}

impl Source {
    pub fn parse(text: &str) -> Self {
        let mut lexer = Lexer::new(text);
        lexer.run();
        let code: Vec<String> = lexer.code.lines().map(str::to_owned).collect();
        let tests = test_lines(&code);
        Self {
            code,
            literals: lexer.literals,
            tests,
        }
    }

    /// The lines of code with their numbers, counted from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code
            .iter()
            .enumerate()
            .map(|(index, line)| (index + 1, line.as_str()))
    }

    /// Whether this line, counted from 1, is only compiled for tests.
    pub fn is_test(&self, line: usize) -> bool {
        self.tests.get(line - 1).copied().unwrap_or(false)
    }
}

/// How much code before a literal is remembered; attribute and macro names fit.
const BEFORE_CHARS_MAX: usize = 40;

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    code: String,
    literals: Vec<Literal>,
}

impl Lexer {
    fn new(text: &str) -> Self {
        Self {
            chars: text.chars().collect(),
            at: 0,
            line: 1,
            code: String::new(),
            literals: vec![],
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// Goes one character on. Line breaks always reach the code, so that its lines stay in step.
    fn skip(&mut self) {
        if self.peek(0) == Some('\n') {
            self.line += 1;
            self.code.push('\n');
        }
        self.at += 1;
    }

    fn keep(&mut self) {
        if let Some(char) = self.peek(0).filter(|char| *char != '\n') {
            self.code.push(char);
        }
        self.skip();
    }

    fn run(&mut self) {
        while let Some(char) = self.peek(0) {
            match (char, self.peek(1)) {
                ('/', Some('/')) => self.line_comment(),
                ('/', Some('*')) => self.block_comment(),
                ('"', _) => self.string(None),
                ('r', _) if self.raw_hashes().is_some() => {
                    let hashes = self.raw_hashes();
                    self.at += 1 + hashes.unwrap_or(0);
                    self.string(hashes);
                }
                ('\'', _) => self.quote(),
                _ => self.keep(),
            }
        }
    }

    fn line_comment(&mut self) {
        while self.peek(0).is_some_and(|char| char != '\n') {
            self.skip();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while let Some(char) = self.peek(0) {
            match (char, self.peek(1)) {
                ('/', Some('*')) => depth += 1,
                ('*', Some('/')) => depth -= 1,
                _ => {
                    self.skip();
                    continue;
                }
            }
            self.at += 2;
            if depth == 0 {
                return;
            }
        }
    }

    /// At the `r` of a raw string: the number of its hashes. `None` for any other word with an r.
    fn raw_hashes(&self) -> Option<usize> {
        let word_before = self
            .code
            .chars()
            .next_back()
            .is_some_and(|char| char == '_' || char.is_alphanumeric());
        let byte_or_c = self.code.ends_with(['b', 'c']);
        let hashes = self.chars[self.at + 1..]
            .iter()
            .take_while(|char| **char == '#')
            .count();
        let raw = self.peek(1 + hashes) == Some('"');
        (raw && (!word_before || byte_or_c)).then_some(hashes)
    }

    /// At an opening quote. `hashes` is given for a raw string, which knows no escapes.
    fn string(&mut self, hashes: Option<usize>) {
        let (line, start) = (self.line, self.at + 1);
        let before = self.code_before();
        self.code.push('"');
        self.at += 1;
        while let Some(char) = self.peek(0) {
            if char == '"' && self.closes(hashes.unwrap_or(0)) {
                break;
            }
            if char == '\\' && hashes.is_none() {
                self.skip();
            }
            self.skip();
        }
        let end = self.at.min(self.chars.len());
        let text = self.chars[start..end].iter().collect();
        self.at = end + 1 + hashes.unwrap_or(0);
        self.code.push('"');
        let after = self
            .chars
            .iter()
            .skip(self.at)
            .filter(|char| !char.is_whitespace())
            .take(2);
        self.literals.push(Literal {
            line,
            text,
            before,
            after: after.collect(),
        });
    }

    fn closes(&self, hashes: usize) -> bool {
        (1..=hashes).all(|ahead| self.peek(ahead) == Some('#'))
    }

    fn code_before(&self) -> String {
        let code = self.code.trim_end();
        let start = code
            .char_indices()
            .rev()
            .nth(BEFORE_CHARS_MAX - 1)
            .map_or(0, |(at, _)| at);
        code[start..].to_owned()
    }

    /// At a single quote: a character, whose content is dropped, or a lifetime, which is code.
    fn quote(&mut self) {
        let length = match (self.peek(1), self.peek(2)) {
            (Some('\\'), _) => {
                let escape = self.chars.iter().skip(self.at + 3);
                escape.take_while(|char| **char != '\'').count() + 4
            }
            (Some(_), Some('\'')) => 3,
            _ => return self.keep(),
        };
        self.code.push_str("''");
        for _ in 0..length {
            self.skip();
        }
    }
}

/// Marks the items behind an attribute of tests, from the attribute to the closing brace.
fn test_lines(code: &[String]) -> Vec<bool> {
    let mut tests = vec![false; code.len()];
    let mut index = 0;
    while index < code.len() {
        if is_test_attribute(&code[index]) {
            let end = item_end(code, index);
            tests[index..=end].fill(true);
            index = end;
        }
        index += 1;
    }
    tests
}

fn is_test_attribute(line: &str) -> bool {
    let line = line.trim_start();
    [
        "#[cfg(test)]",
        "#[cfg(any(test",
        "#[cfg(all(test",
        "#[test]",
        "#[tokio::test",
    ]
    .iter()
    .any(|start| line.starts_with(start))
}

/// The index of the line where the item that begins at `start` ends: at the brace that closes its
/// first one, or at a semicolon before any brace.
fn item_end(code: &[String], start: usize) -> usize {
    let mut depth = 0_usize;
    for (index, line) in code.iter().enumerate().skip(start) {
        for char in line.chars() {
            match char {
                '{' => depth += 1,
                '}' if depth <= 1 => return index,
                '}' => depth -= 1,
                ';' if depth == 0 => return index,
                _ => {}
            }
        }
    }
    code.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_comments_and_the_insides_of_strings() {
        let source = Source::parse("let a = \"x // y\"; // z\n/* b /* c */ d */ let e = '\"';\n");
        assert_eq!(source.code, ["let a = \"\"; ", " let e = '';"]);
        assert_eq!(source.literals.len(), 1);
        assert_eq!(source.literals[0].text, "x // y");
        assert_eq!(source.literals[0].before, "let a =");
        assert_eq!(source.literals[0].after, ";/");
    }

    #[test]
    fn reads_raw_strings_escapes_and_lifetimes() {
        let source =
            Source::parse("f(r#\"a \"b\" c\"#);\nfn g<'a>(s: &'a str) { h(\"\\\"\", '\\'') }");
        let texts: Vec<_> = source
            .literals
            .iter()
            .map(|literal| literal.text.as_str())
            .collect();
        assert_eq!(texts, ["a \"b\" c", "\\\""]);
        assert_eq!(source.code[1], "fn g<'a>(s: &'a str) { h(\"\", '') }");
    }

    #[test]
    fn keeps_line_numbers_over_long_strings() {
        let source = Source::parse("let a = \"one\n two\";\nlet b = \"three\";");
        let lines: Vec<_> = source.literals.iter().map(|literal| literal.line).collect();
        assert_eq!(lines, [1, 3]);
        assert_eq!(source.code.len(), 3);
    }

    #[test]
    fn knows_which_lines_are_tests() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() {}\n}\nfn c() {}\n#[cfg(test)]\nmod d;\nfn e() {}";
        let source = Source::parse(text);
        let tests: Vec<_> = (1..=9).filter(|line| source.is_test(*line)).collect();
        assert_eq!(tests, [2, 3, 4, 5, 7, 8]);
    }
}
