//! QR codes: of the secret of a second factor, and of the address of a lot.

use crate::Error;
use crate::png::indexed;
use domain::views::Squares;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// The squares of the QR code of `text`, line by line: how many one side has, and which are dark.
///
/// # Errors
/// `Internal` for a text that no code can hold, some 2,300 bytes.
pub fn dark(text: &str) -> Result<(usize, Vec<bool>), Error> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M);
    let code = code.map_err(|error| Error::Internal(error.to_string()))?;
    let dark = |color: &Color| *color == Color::Dark;
    Ok((code.width(), code.to_colors().iter().map(dark).collect()))
}

/// The dark squares of the QR code of `text`, a run of a line as one stroke of the path.
///
/// # Errors
/// As [`dark`].
pub fn squares(text: &str) -> Result<Squares, Error> {
    let (side, dark) = dark(text)?;
    let mut path = String::new();
    for (y, line) in dark.chunks(side).enumerate() {
        let mut x = 0;
        for run in line.chunk_by(|a, b| a == b) {
            if run[0] {
                let _ = write!(path, "M{x} {y}h{0}v1h-{0}z", run.len());
            }
            x += run.len();
        }
    }
    let side = u32::try_from(side).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Squares { side, path })
}

/// Pixels of a side of a square in a picture.
const SQUARE: usize = 8;
/// Squares of the quiet zone around a code (ISO/IEC 18004).
const QUIET: usize = 4;

/// The QR code of `text` as a picture (PNG), for readers that draw no strokes: mails.
///
/// # Errors
/// As [`dark`].
pub fn picture(text: &str) -> Result<Vec<u8>, Error> {
    let (side, dark) = dark(text)?;
    let whole = (side + 2 * QUIET) * SQUARE;
    let is_dark = |pixel: usize| {
        let place = |at: usize| (at / SQUARE).checked_sub(QUIET).filter(|at| *at < side);
        let (x, y) = (place(pixel % whole)?, place(pixel / whole)?);
        Some(dark[y * side + x])
    };
    let pixels = (0..whole * whole).map(|pixel| u8::from(is_dark(pixel).unwrap_or(false)));
    let pixels: Vec<u8> = pixels.collect();
    let size = u32::try_from(whole).map_err(|error| Error::Internal(error.to_string()))?;
    indexed((size, size), &[[255; 3], [0; 3]], &pixels)
        .map_err(|error| Error::Internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_a_square_with_its_quiet_zone() {
        let (side, _) = dark("K7QM2RTX").unwrap();
        let file = picture("K7QM2RTX").unwrap();
        assert!(file.starts_with(b"\x89PNG"));
        let size = u32::try_from((side + 8) * 8).unwrap().to_be_bytes();
        assert_eq!((&file[16..20], &file[20..24]), (&size[..], &size[..]));
    }

    #[test]
    fn a_code_has_its_three_corners() {
        let drawn = squares("otpauth://totp/Luochui:a?secret=GEZDGNBVGY3TQOJQ").unwrap();
        let side = drawn.side;
        for corner in [(0, 0), (side - 7, 0), (0, side - 7)] {
            let line = format!("M{} {}h7v1h-7z", corner.0, corner.1);
            assert!(drawn.path.contains(&line), "{corner:?}");
        }
    }
}
