//! Which routines of the drivers a bug check came from.

use crate::loader::Images;

/// Most routines that are listed.
const MOST: usize = 12;

/// Bytes of the longest call instruction that is looked for.
const LONGEST_CALL: usize = 7;

/// Return addresses into driver images on a kernel stack, innermost first: words that follow a call instruction. A word that a
/// routine has left there by chance may be among them.
pub fn routines(images: &Images, from: usize, top: usize) -> Vec<String> {
    let words = (from.next_multiple_of(8)..top.saturating_sub(8)).step_by(8);
    let values = words.map(|at| unsafe { (at as *const usize).read() });
    values
        .filter(|value| {
            images.is_code(*value) && images.is_code(value.wrapping_sub(LONGEST_CALL)) && follows_call(*value)
        })
        .map(|value| images.describe(value))
        .take(MOST)
        .collect()
}

/// Whether the bytes before an address of an image are a call: E8 and four bytes, or FF /2 of two to seven bytes.
fn follows_call(address: usize) -> bool {
    let byte = |back: usize| unsafe { ((address - back) as *const u8).read() };
    let is_call = |modrm: u8| modrm >> 3 & 7 == 2;
    byte(5) == 0xE8 || [2, 3, 4, 6, 7].into_iter().any(|length| byte(length) == 0xFF && is_call(byte(length - 1)))
}
