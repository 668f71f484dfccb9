//! One event, one line, whatever its values say.

use std::fmt::Write as _;
use std::io::{self, Write};
use tracing_subscriber::fmt::MakeWriter;

/// Writes control characters as text, but for the end of each event.
pub struct OneLine<W>(pub W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for OneLine<W> {
    type Writer = Cleaned<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Cleaned(self.0.make_writer())
    }

    fn make_writer_for(&'a self, meta: &tracing::Metadata<'_>) -> Self::Writer {
        Cleaned(self.0.make_writer_for(meta))
    }
}

/// The writer of one event: the layer gives it the whole event at once.
pub struct Cleaned<W>(W);

impl<W: Write> Write for Cleaned<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let body = event.strip_suffix(b"\n").unwrap_or(event);
        if is_plain(body) {
            self.0.write_all(event)?;
        } else {
            self.0.write_all(cleaned(body).as_bytes())?;
            self.0.write_all(&event[body.len()..])?;
        }
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Whether there is nothing to clean: the usual case, found out without reading characters. What
/// begins with 0xC2 may be a control character of two bytes, with 0xE2 a turn of the direction.
fn is_plain(line: &[u8]) -> bool {
    let plain = |byte: &u8| !matches!(byte, 0..0x20 | 0x7f | 0xc2 | 0xe2);
    line.iter().all(plain)
}

fn cleaned(line: &[u8]) -> String {
    let mut text = String::with_capacity(line.len() + 16);
    for char in String::from_utf8_lossy(line).chars() {
        if char.is_control() || turns_direction(char) {
            // The way of JSON, so that a line of JSON stays one.
            let _ = write!(text, "\\u{:04x}", u32::from(char));
        } else {
            text.push(char);
        }
    }
    text
}

/// Line separators, and what makes a line read otherwise than it is written.
fn turns_direction(char: char) -> bool {
    matches!(char, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
