//! The limit of the check in a browser: hashes the leaves of a page, a tree over all leaves so far
//! and every opening once, and does nothing else. Without any crate, so that `rustc` alone builds
//! it for the browser; the check of the empty text in `ledger.mjs` shows that it is SHA-256.
//!
//! The form of a page is that of `domain::ledger::published`.
#![no_std]
#![allow(
    static_mut_refs,
    reason = "one thread, and nobody else is in this memory"
)]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

const ROOM: usize = 16 << 20;
static mut PAGE: [u8; ROOM] = [0; ROOM];
/// The last hash.
static mut LAST: [u8; 32] = [0; 32];
/// Roots of the perfect subtrees at the right edge, and leaves so far.
static mut PEAKS: [[u8; 32]; 64] = [[0; 32]; 64];
static mut LEAVES: u32 = 0;

/// Where a page is put.
#[unsafe(no_mangle)]
pub extern "C" fn page() -> *mut u8 {
    unsafe { PAGE.as_mut_ptr() }
}

/// Where the last hash lies.
#[unsafe(no_mangle)]
pub extern "C" fn last() -> *const u8 {
    unsafe { LAST.as_ptr() }
}

/// Hashes nothing.
#[unsafe(no_mangle)]
pub extern "C" fn empty() {
    unsafe { LAST = sha256(&[]) };
}

/// Hashes a page of so many bytes; how many leaves there were so far.
#[unsafe(no_mangle)]
pub extern "C" fn hash(length: usize) -> u32 {
    unsafe {
        let mut rest = &PAGE[..length];
        while !rest.is_empty() {
            let leaf = u16::from_be_bytes([rest[8], rest[9]]) as usize;
            let (bytes, after) = rest[10..].split_at(leaf);
            let opening = u32::from_be_bytes([after[0], after[1], after[2], after[3]]) as usize;
            let (shown, after) = after[4..].split_at(opening);
            LAST = sha256(&[&[2], shown]);
            let mut peak = sha256(&[&[0], bytes]);
            let (mut left, mut level) = (LEAVES, LEAVES.count_ones() as usize);
            while left & 1 == 1 {
                level -= 1;
                peak = sha256(&[&[1], &PEAKS[level], &peak]);
                left >>= 1;
            }
            PEAKS[level] = peak;
            LEAVES += 1;
            rest = after;
        }
        LEAVES
    }
}

const fn root(number: u32, power: u32) -> u32 {
    // The first 32 bits of the fraction of the square or cube root, by halving the interval.
    let (mut low, mut high) = (0u128, 1u128 << 40);
    while high - low > 1 {
        let middle = (low + high) / 2;
        let (raised, wanted) = match power {
            2 => (middle * middle, (number as u128) << 64),
            _ => (middle * middle * middle, (number as u128) << 96),
        };
        if raised <= wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    low as u32
}

const fn roots<const N: usize>(power: u32) -> [u32; N] {
    let (mut roots, mut at, mut number) = ([0; N], 0, 2);
    while at < N {
        let mut divisor = 2;
        while divisor * divisor <= number && number % divisor != 0 {
            divisor += 1;
        }
        if divisor * divisor > number {
            roots[at] = root(number, power);
            at += 1;
        }
        number += 1;
    }
    roots
}

/// The first words of the state and the constants of the rounds (FIPS 180-4 §4.2.2, §5.3.3).
const START: [u32; 8] = roots(2);
const ROUNDS: [u32; 64] = roots(3);

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let (mut state, mut block, mut held, mut length) = (START, [0u8; 64], 0, 0u64);
    for part in parts {
        let mut part = *part;
        length += part.len() as u64 * 8;
        while !part.is_empty() {
            let taken = part.len().min(64 - held);
            block[held..held + taken].copy_from_slice(&part[..taken]);
            (held, part) = (held + taken, &part[taken..]);
            if held == 64 {
                compress(&mut state, &block);
                held = 0;
            }
        }
    }
    block[held] = 0x80;
    block[held + 1..].fill(0);
    if held >= 56 {
        compress(&mut state, &block);
        block.fill(0);
    }
    block[56..].copy_from_slice(&length.to_be_bytes());
    compress(&mut state, &block);
    let mut hash = [0; 32];
    for (four, word) in hash.chunks_exact_mut(4).zip(state) {
        four.copy_from_slice(&word.to_be_bytes());
    }
    hash
}

fn compress(state: &mut [u32; 8], block: &[u8; 64]) {
    let mut w = [0u32; 64];
    for (word, four) in w.iter_mut().zip(block.chunks_exact(4)) {
        *word = u32::from_be_bytes([four[0], four[1], four[2], four[3]]);
    }
    for i in 16..64 {
        let (x, y) = (w[i - 15], w[i - 2]);
        let s0 = x.rotate_right(7) ^ x.rotate_right(18) ^ (x >> 3);
        let s1 = y.rotate_right(17) ^ y.rotate_right(19) ^ (y >> 10);
        w[i] = w[i - 16]
            .wrapping_add(s0)
            .wrapping_add(w[i - 7])
            .wrapping_add(s1);
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for i in 0..64 {
        let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let chosen = (e & f) ^ (!e & g);
        let t1 = h
            .wrapping_add(s1)
            .wrapping_add(chosen)
            .wrapping_add(ROUNDS[i])
            .wrapping_add(w[i]);
        let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let t2 = s0.wrapping_add((a & b) ^ (a & c) ^ (b & c));
        (h, g, f, e) = (g, f, e, d.wrapping_add(t1));
        (d, c, b, a) = (c, b, a, t1.wrapping_add(t2));
    }
    for (word, add) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(add);
    }
}
