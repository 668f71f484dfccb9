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
use std::io::{BufRead, BufReader, BufWriter, ErrorKind, Read, Write};
use table::Table;

/// Read and written at once, bytes.
const BUFFER: usize = 64 * 1024;
/// Longest line that is read, bytes; a longer one is refused, and the rest goes on.
const LINE_MAX: usize = 64 * 1024;
/// What some editors put before the first line.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What `luochui simulate --help` adds about the lines.
pub const HELP: &str = r#"The first line is the lot, each following one an instruction or a tick of the clock; an empty line
starts the next lot. Amounts are whole units of money, times are milliseconds.

  {"start":100000,"ladder":[[0,5000],[200000,10000]],"opens_at":0,"ends_at":3600000,"reserve":null,
   "window":300000,"extend":300000,"hard_end":null,"max_jump":50,"drain":2000,"ranks":{"P1":1}}
  {"bidder":"A","kind":"flat","amount":105000,"t":1,"token":"x"}
  {"tick":3600500}

(each on one line). kind is flat, a bid of exactly that amount, or cap, a ceiling up to which the
portal bids for the bidder. token may be left out; the same one again gets the stored answer, with
"replay":true. "confirmed":true says that an amount beyond max_jump was typed twice. Of the lot only
start, ladder, opens_at and ends_at are needed; "min_bidders":2 asks for two bidders.

Every instruction and tick gets one line of answer:

  {"code":"ACCEPTED","price":105000,"leader":"A","ends_at":3600000,"phase":"OPEN",
   "rows":[["A","flat",105000,""]]}

rows are the lines that it adds to the history: bidder, flat or auto, amount, and outbid, exhausted,
tie or nothing. CAP_SET is a silent change of the leader's own ceiling. TOO_LOW also tells min_next,
OFF_GRID the two prices beside it as grid, JUMP_TOO_BIG the highest amount as max.

A line that cannot be read changes nothing and is answered by REQUEST_MALFORMED, or LOT_MALFORMED for
a lot and each line under it, with the number of the line and the reason; the rest goes on. Terms that
a lot is not announced with, but that can be tried, are named on standard error."#;

/// Reads lots from standard input until it ends. Whoever reads the answers may stop before that.
///
/// # Errors
/// When the input cannot be read or the output not written.
pub fn on_standard_streams() -> std::io::Result<()> {
    let (input, output) = (std::io::stdin().lock(), std::io::stdout().lock());
    match run(input, output, std::io::stderr()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        ended => ended,
    }
}

/// Reads lots until the input ends; `notes` gets what is said beside the answers.
///
/// # Errors
/// When the input cannot be read or the output not written.
pub fn run(input: impl Read, output: impl Write, mut notes: impl Write) -> std::io::Result<()> {
    let mut input = Lines::new(input);
    let mut output = BufWriter::with_capacity(BUFFER, output);
    let mut table: Option<Table> = None;
    let mut skipping = None;
    while input.next(&mut output)? {
        let line = input.number;
        let text = input.text();
        if text.as_ref().is_ok_and(|text| text.is_empty()) {
            (table, skipping) = (None, None);
            continue;
        }
        let said = match (&mut table, skipping) {
            (_, Some(lot)) => Err(format!("the lot in line {lot} could not be read")),
            (Some(table), None) => text.and_then(|text| table.step(text)),
            (None, None) => match text.and_then(Table::read) {
                Ok((read, unusual)) => {
                    for note in unusual {
                        writeln!(notes, "line {line}: {note}")?;
                    }
                    table = Some(read);
                    continue;
                }
                Err(detail) => {
                    skipping = Some(line);
                    Err(detail)
                }
            },
        };
        match said {
            Ok(answer) => tell(&mut output, &answer)?,
            Err(detail) => {
                let code = match skipping {
                    Some(_) => "LOT_MALFORMED",
                    None => "REQUEST_MALFORMED",
                };
                tell(&mut output, &Broken { code, line, detail })?;
            }
        }
    }
    output.flush()
}

/// The input, a line at a time.
struct Lines<R> {
    input: BufReader<R>,
    /// Of the line at hand, counted from 1.
    number: u64,
    /// The line at hand without its end, cut at [`LINE_MAX`].
    line: Vec<u8>,
    cut: bool,
}

impl<R: Read> Lines<R> {
    fn new(input: R) -> Self {
        Self {
            input: BufReader::with_capacity(BUFFER, input),
            number: 0,
            line: Vec::new(),
            cut: false,
        }
    }

    /// Goes to the next line; `false` at the end of the input. Before it waits for more, everything
    /// that was answered is sent: somebody may sit at the other end.
    fn next(&mut self, output: &mut impl Write) -> std::io::Result<bool> {
        self.line.clear();
        self.cut = false;
        let mut any = false;
        loop {
            if self.input.buffer().is_empty() {
                output.flush()?;
            }
            let chunk = match self.input.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                read => read?,
            };
            if chunk.is_empty() {
                return Ok(any);
            }
            self.number += u64::from(!any);
            any = true;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let part = &chunk[..end.unwrap_or(chunk.len())];
            let room = LINE_MAX.saturating_sub(self.line.len());
            self.cut |= part.len() > room;
            self.line.extend_from_slice(&part[..part.len().min(room)]);
            let used = end.map_or(chunk.len(), |end| end + 1);
            self.input.consume(used);
            if end.is_some() {
                return Ok(true);
            }
        }
    }

    /// The line at hand without the space around it, or why it is none.
    fn text(&self) -> Result<&str, String> {
        if self.cut {
            return Err(format!("the line is longer than {LINE_MAX} bytes"));
        }
        let line = match self.number {
            1 => self.line.strip_prefix(BYTE_ORDER_MARK),
            _ => None,
        };
        std::str::from_utf8(line.unwrap_or(&self.line))
            .map(str::trim)
            .map_err(|_| "the line is not text in UTF-8".to_owned())
    }
}

fn tell(output: &mut impl Write, answer: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *output, answer)?;
    output.write_all(b"\n")
}
