//! What a driver must not let out: pool that it has not written, and addresses of the kernel.

use std::ops::Range;

use crate::guest::Context;

/// Unwritten bytes in a row that are a finding: fewer come by chance, sooner in a long output.
const SHORT_RUN: usize = 4;
const LONG_RUN: usize = 6;
const SHORT_OUTPUT: usize = 1024;

/// Fills bytes of a system buffer with a pattern of its own, as pool is not zeroed.
pub(super) fn spoil(buffer: usize, bytes: Range<usize>, salt: u64) {
    for at in bytes {
        unsafe { ((buffer + at) as *mut u8).write(pattern(at, salt)) };
    }
}

fn pattern(at: usize, salt: u64) -> u8 {
    // salts begin at 1, so no word is 0 and none is what a driver would write
    let word = (salt << 24 | (at / 8) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((word ^ (word >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> (8 * (at % 8))) as u8
}

/// Looks at what goes to a caller.
pub(super) fn judge(cx: &Context, output: &[u8], input: usize, salt: u64) {
    if let Some(at) = unwritten(output, input, salt) {
        let text =
            format!("an output of {} bytes holds bytes from {at} on that the driver has not written", output.len());
        cx.machine().verifier.finding(text);
    }
    if let Some((at, what)) = address(cx, output) {
        cx.machine().verifier.finding(format!("an output holds at {at} an address of the kernel: {what}"));
    }
}

fn unwritten(output: &[u8], input: usize, salt: u64) -> Option<usize> {
    let limit = if output.len() <= SHORT_OUTPUT { SHORT_RUN } else { LONG_RUN };
    let mut run = 0;
    for (at, byte) in output.iter().enumerate().skip(input) {
        run = if *byte == pattern(at, salt) { run + 1 } else { 0 };
        if run == limit {
            return Some(at + 1 - limit);
        }
    }
    None
}

fn address(cx: &Context, output: &[u8]) -> Option<(usize, String)> {
    let words = output.windows(8).enumerate().step_by(4);
    let words = words.map(|(at, word)| (at, u64::from_le_bytes(word.try_into().unwrap_or_default()) as usize));
    // where this system maps memory
    let mut suspects = words.filter(|(_, word)| (0x5000_0000_0000..0x8000_0000_0000).contains(word));
    suspects.find_map(|(at, word)| name(cx, word).map(|name| (at, name)))
}

fn name(cx: &Context, address: usize) -> Option<String> {
    let machine = cx.machine();
    if machine.images.containing(address).is_some() {
        return Some(machine.images.describe(address));
    }
    if machine.ob.objects.get(address).is_some() {
        return Some("an object".into());
    }
    let block = machine.pool.describe(address);
    (!block.is_empty()).then_some(block)
}
