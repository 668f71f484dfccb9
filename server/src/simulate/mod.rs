//! `luochui simulate`: the bidding rules on standard input and output, one JSON object a line.
//!
//! The first line of a lot holds its terms, each following one an instruction or a tick of the
//! clock; an empty line starts the next lot. It is the very engine of the portal, so that
//! organisers and lawyers can try the rules (issue text of the rule book).

mod lines;
mod table;
#[cfg(test)]
mod tests;

use lines::Broken;
use serde::Serialize;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use table::Table;

/// Read and written at once, bytes.
const BUFFER: usize = 64 * 1024;
/// Longest line that is read, bytes; a longer one is refused, and the rest goes on.
const LINE_MAX: usize = 64 * 1024;

/// Reads lots until the input ends.
///
/// # Errors
/// When the input cannot be read or the output not written.
pub fn run(input: impl Read, output: impl Write) -> std::io::Result<()> {
    let mut input = BufReader::with_capacity(BUFFER, input);
    let mut output = BufWriter::with_capacity(BUFFER, output);
    let mut table: Option<Table> = None;
    let mut skipping = false;
    let mut line = Vec::new();
    while read_line(&mut input, &mut output, &mut line)? {
        let text = std::str::from_utf8(&line).unwrap_or("\u{fffd}").trim();
        if text.is_empty() {
            (table, skipping) = (None, false);
            continue;
        }
        if skipping {
            tell(
                &mut output,
                &broken("LOT_MALFORMED", "the lot above could not be read"),
            )?;
            continue;
        }
        match &mut table {
            None => match Table::read(text) {
                Ok(read) => table = Some(read),
                Err(detail) => {
                    skipping = true;
                    tell(&mut output, &broken("LOT_MALFORMED", detail))?;
                }
            },
            Some(table) => match table.step(text) {
                Ok(answer) => tell(&mut output, &answer)?,
                Err(detail) => tell(&mut output, &broken("REQUEST_MALFORMED", detail))?,
            },
        }
    }
    output.flush()
}

/// One line without its end, cut at [`LINE_MAX`]; `false` at the end of the input. Before it waits
/// for more, everything that was answered is sent: somebody may sit at the other end.
fn read_line(
    input: &mut BufReader<impl Read>,
    output: &mut impl Write,
    line: &mut Vec<u8>,
) -> std::io::Result<bool> {
    line.clear();
    let mut any = false;
    loop {
        if input.buffer().is_empty() {
            output.flush()?;
        }
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let part = &chunk[..end.unwrap_or(chunk.len())];
        let room = LINE_MAX.saturating_sub(line.len());
        line.extend_from_slice(&part[..part.len().min(room)]);
        let used = end.map_or(chunk.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
}

fn tell(output: &mut impl Write, answer: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *output, answer)?;
    output.write_all(b"\n")
}

fn broken(code: &'static str, detail: impl Into<String>) -> Broken<'static> {
    Broken {
        code,
        detail: detail.into(),
    }
}
