//! The PNG file of a picture with a palette (ISO/IEC 15948): one pixel a byte, no interlacing. What it
//! takes, deflate and CRC-32, is linked anyway; a crate for pictures would bring a dozen more.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::{self, Write};

/// What every file begins with.
const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// A file of `width` by `height` pixels, whose bytes are places in the palette of red, green and blue.
///
/// # Errors
/// None but those of the compression, which writes to memory.
pub fn indexed(
    (width, height): (u32, u32),
    palette: &[[u8; 3]],
    pixels: &[u8],
) -> io::Result<Vec<u8>> {
    let mut header = Vec::with_capacity(13);
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    // Eight bits, by palette, deflated, filtered by line, not interlaced.
    header.extend([8, 3, 0, 0, 0]);
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    for line in pixels.chunks(width as usize) {
        // No filter: the lines of a palette have nothing to be predicted.
        zlib.write_all(&[0])?;
        zlib.write_all(line)?;
    }
    let data = zlib.finish()?;
    let mut file = SIGNATURE.to_vec();
    chunk(&mut file, *b"IHDR", &header);
    chunk(&mut file, *b"PLTE", palette.as_flattened());
    chunk(&mut file, *b"IDAT", &data);
    chunk(&mut file, *b"IEND", &[]);
    Ok(file)
}

fn chunk(file: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    // A picture of this portal is far below 4 GiB.
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    file.extend(length.to_be_bytes());
    let mut sum = crc32fast::Hasher::new();
    sum.update(&name);
    sum.update(data);
    file.extend(name);
    file.extend(data);
    file.extend(sum.finalize().to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn a_file_has_its_chunks_and_its_pixels() {
        let file = indexed((3, 2), &[[0; 3], [255; 3]], &[0, 1, 0, 1, 0, 1]).unwrap();
        let mut rest = file.strip_prefix(&SIGNATURE).unwrap();
        let mut seen = Vec::new();
        while !rest.is_empty() {
            let length = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
            let (body, after) = rest[4..].split_at(4 + length);
            let sum = u32::from_be_bytes(after[..4].try_into().unwrap());
            assert_eq!(crc32fast::hash(body), sum);
            seen.push((body[..4].to_vec(), body[4..].to_vec()));
            rest = &after[4..];
        }
        let names: Vec<&[u8]> = seen.iter().map(|(name, _)| name.as_slice()).collect();
        assert_eq!(names, [b"IHDR", b"PLTE", b"IDAT", b"IEND"]);
        assert_eq!(seen[0].1, [0, 0, 0, 3, 0, 0, 0, 2, 8, 3, 0, 0, 0]);
        let mut lines = Vec::new();
        let mut zlib = flate2::read::ZlibDecoder::new(seen[2].1.as_slice());
        zlib.read_to_end(&mut lines).unwrap();
        assert_eq!(lines, [0, 0, 1, 0, 0, 1, 0, 1]);
    }
}
