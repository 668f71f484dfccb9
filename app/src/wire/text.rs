//! A text of JSON, read from left to right.

use std::borrow::Cow;

/// Values stand in each other at most so deep; what is deeper is refused before the stack ends.
const MAX_DEPTH: u8 = 100;

/// Why reading stopped. It says nothing, so that no sentence about a type reaches the browser.
#[derive(Debug, thiserror::Error)]
#[error("unreadable")]
pub(super) struct Stop;

impl serde::de::Error for Stop {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

/// A whole number.
pub(super) enum Number {
    Natural(u64),
    Negative(i64),
}

/// The text and how far it was read.
pub(super) struct Reader<'de> {
    pub(super) text: &'de str,
    pub(super) at: usize,
    depth: u8,
    /// What comes next is the key of a map: numbers stand in quotation marks.
    pub(super) key: bool,
}

impl<'de> Reader<'de> {
    pub(super) const fn of(text: &'de str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            key: false,
        }
    }

    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// The next byte that is not white space; 0 at the end.
    pub(super) fn peek(&mut self) -> u8 {
        while matches!(self.byte(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
        self.byte()
    }

    pub(super) fn take(&mut self, expected: u8) -> Result<(), Stop> {
        if self.peek() != expected {
            return Err(Stop);
        }
        self.at += 1;
        Ok(())
    }

    pub(super) fn word(&mut self, expected: &str) -> Result<(), Stop> {
        self.peek();
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !rest.starts_with(expected) {
            return Err(Stop);
        }
        self.at += expected.len();
        Ok(())
    }

    pub(super) fn open(&mut self, bracket: u8) -> Result<(), Stop> {
        self.take(bracket)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Stop);
        }
        Ok(())
    }

    pub(super) fn close(&mut self, bracket: u8) -> Result<(), Stop> {
        self.take(bracket)?;
        self.depth -= 1;
        Ok(())
    }

    /// Whether another entry follows before `bracket`; takes the comma in front of it.
    pub(super) fn another(&mut self, first: &mut bool, bracket: u8) -> Result<bool, Stop> {
        if self.peek() == bracket {
            return Ok(false);
        }
        if !std::mem::replace(first, false) {
            self.take(b',')?;
        }
        Ok(true)
    }

    pub(super) fn boolean(&mut self) -> Result<bool, Stop> {
        let value = self.peek() == b't';
        self.word(if value { "true" } else { "false" })?;
        Ok(value)
    }

    pub(super) fn number(&mut self) -> Result<Number, Stop> {
        let key = std::mem::take(&mut self.key);
        if key {
            self.take(b'"')?;
        }
        self.peek();
        let from = self.at;
        while matches!(self.byte(), b'-' | b'0'..=b'9') {
            self.at += 1;
        }
        // A fraction or an exponent would be cut off here.
        if matches!(self.byte(), b'.' | b'e' | b'E' | b'+') {
            return Err(Stop);
        }
        let digits = &self.text[from..self.at];
        let number = if digits.starts_with('-') {
            digits.parse().map(Number::Negative)
        } else {
            digits.parse().map(Number::Natural)
        };
        if key {
            self.take(b'"')?;
        }
        number.map_err(|_| Stop)
    }

    pub(super) fn natural(&mut self) -> Result<u64, Stop> {
        match self.number()? {
            Number::Natural(number) => Ok(number),
            Number::Negative(_) => Err(Stop),
        }
    }

    pub(super) fn whole(&mut self) -> Result<i64, Stop> {
        match self.number()? {
            Number::Natural(number) => number.try_into().map_err(|_| Stop),
            Number::Negative(number) => Ok(number),
        }
    }

    pub(super) fn string(&mut self) -> Result<Cow<'de, str>, Stop> {
        self.key = false;
        self.take(b'"')?;
        let mut from = self.at;
        let mut written = String::new();
        loop {
            match self.byte() {
                b'"' => break,
                b'\\' => {
                    written.push_str(&self.text[from..self.at]);
                    self.at += 1;
                    written.push(self.escape()?);
                    from = self.at;
                }
                0..0x20 => return Err(Stop),
                _ => self.at += 1,
            }
        }
        let rest = &self.text[from..self.at];
        self.at += 1;
        if written.is_empty() {
            return Ok(Cow::Borrowed(rest));
        }
        written.push_str(rest);
        Ok(Cow::Owned(written))
    }

    /// The character after a backslash.
    fn escape(&mut self) -> Result<char, Stop> {
        let kind = self.byte();
        self.at += 1;
        Ok(match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.hex()?;
                if (0xD800..0xDC00).contains(&code) && self.word("\\u").is_ok() {
                    let low = self.hex()?.checked_sub(0xDC00).ok_or(Stop)?;
                    code = 0x1_0000 + ((code - 0xD800) << 10) + (low & 0x3FF);
                }
                char::from_u32(code).ok_or(Stop)?
            }
            _ => return Err(Stop),
        })
    }

    fn hex(&mut self) -> Result<u32, Stop> {
        let digits = self.text.get(self.at..self.at + 4).ok_or(Stop)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| Stop)
    }

    /// Reads over a value that nobody wants.
    pub(super) fn skip(&mut self) -> Result<(), Stop> {
        let before = self.depth;
        loop {
            match self.peek() {
                b'"' => drop(self.string()?),
                open @ (b'{' | b'[') => self.open(open)?,
                close @ (b'}' | b']') if self.depth > before => self.close(close)?,
                b',' | b':' if self.depth > before => self.at += 1,
                b't' | b'f' => drop(self.boolean()?),
                b'n' => self.word("null")?,
                _ => {
                    self.number()?;
                }
            }
            if self.depth == before {
                return Ok(());
            }
        }
    }
}
