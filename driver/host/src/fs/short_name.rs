//! Generated 8.3 names.

use super::path::upcased;

const BASE: usize = 8;
const EXTENSION: usize = 3;
const SPACE: u16 = b' ' as u16;
const DOT: u16 = b'.' as u16;
/// Not allowed in 8.3 names, though in long ones.
const REPLACED: &[u8] = b"+,;=[]";

/// Whether a long name is a valid 8.3 name as it stands, so that it needs no other.
pub fn is_short(name: &[u16]) -> bool {
    let (base, extension) = split(name);
    let plain = |units: &[u16]| units.iter().all(|unit| is_plain(*unit));
    let has_end = !name.ends_with(&[DOT]);
    (1..=BASE).contains(&base.len()) && extension.len() <= EXTENSION && plain(base) && plain(extension) && has_end
}

/// Names that differ in their number alone; what comes after them has digits of the long name's checksum in it.
const NUMBERED: u32 = 4;
const KEPT_BESIDE_CHECKSUM: usize = 2;

/// The first free 8.3 name for a long one, `LONGNA~1.EXT`, from the fifth on `LO1A2B~1.EXT`; `taken` tells which are in use in
/// its directory. Source: Microsoft, "RtlGenerate8dot3Name function (ntifs.h)" for the form; which checksum Windows takes is
/// documented nowhere.
pub fn generate(name: &[u16], taken: impl Fn(&[u16]) -> bool) -> Vec<u16> {
    let (base, extension) = split(name);
    let (base, extension) = (fitted(base), fitted(extension));
    let candidates = (1..=NUMBERED).map(|number| (base.clone(), number));
    let begin = &base[..base.len().min(KEPT_BESIDE_CHECKSUM)];
    let checked = (0..).map(|round| ([begin, &digits(checksum(name, round))].concat(), 1 + round % 9));
    let mut names = candidates.chain(checked).map(|(base, number)| compose(&base, number, &extension));
    names.find(|candidate| !taken(candidate)).unwrap_or_default()
}

fn compose(base: &[u16], number: u32, extension: &[u16]) -> Vec<u16> {
    let tail = format!("~{number}").encode_utf16().collect::<Vec<_>>();
    let mut short = base[..base.len().min(BASE - tail.len())].to_vec();
    short.extend(&tail);
    if !extension.is_empty() {
        short.push(DOT);
        short.extend(&extension[..extension.len().min(EXTENSION)]);
    }
    short
}

fn checksum(name: &[u16], round: u32) -> u16 {
    let start = round.wrapping_mul(0x9E37_79B9) as u16;
    name.iter().fold(start, |sum, unit| sum.rotate_left(3).wrapping_mul(0x2B) ^ unit)
}

fn digits(sum: u16) -> Vec<u16> {
    format!("{sum:04X}").encode_utf16().collect()
}

/// Base and extension, without the dot.
fn split(name: &[u16]) -> (&[u16], &[u16]) {
    match name.iter().rposition(|unit| *unit == DOT) {
        Some(dot) if dot > 0 => (&name[..dot], &name[dot + 1..]),
        _ => (name, &[]),
    }
}

fn is_plain(unit: u16) -> bool {
    let byte = u8::try_from(unit).unwrap_or(b'+');
    unit != DOT && unit > SPACE && byte < 0x7F && !REPLACED.contains(&byte)
}

/// Upper case, without spaces and dots, underscores for what 8.3 names can't have.
fn fitted(part: &[u16]) -> Vec<u16> {
    let kept = part.iter().copied().filter(|unit| *unit != SPACE && *unit != DOT);
    let kept = kept.map(|unit| if is_plain(unit) { unit } else { u16::from(b'_') });
    upcased(&kept.collect::<Vec<_>>())
}
