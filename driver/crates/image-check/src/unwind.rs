//! Stack use of a function's prolog from its unwind codes (x64).
//!
//! Source: "x64 exception handling", <https://learn.microsoft.com/en-us/cpp/build/exception-handling-x64>.

use crate::image::{Image, RuntimeFunction};

const CHAINED: u8 = 4;
const HANDLERS: u8 = 1 | 2;

/// What the codes of one table entry say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Bytes below the return address, those of the entries that it is chained to included.
    pub bytes: u32,
    /// Whether a register holds the frame, so that the stack pointer may move in the body.
    pub frame_register: bool,
    /// Whether a handler would run on an exception or unwinding: none may, panics abort.
    pub handler: bool,
}

/// The frame of a table entry, its chain followed.
pub fn frame(image: &Image, function: RuntimeFunction) -> Result<Frame, String> {
    let mut total = Frame::default();
    let mut unwind = function.unwind;
    for _ in 0..32 {
        let (part, parent) =
            entry(image, unwind).ok_or_else(|| format!("unwind codes of {:#x} can't be read", function.start))?;
        total.bytes += part.bytes;
        total.frame_register |= part.frame_register;
        total.handler |= part.handler;
        match parent {
            Some(address) => unwind = image.runtime_function(address)?.unwind,
            None => return Ok(total),
        }
    }
    Err(format!("unwind codes of {:#x}: the chain has no end", function.start))
}

/// One entry's codes, and where the entry stands that it is chained to.
fn entry(image: &Image, unwind: u32) -> Option<(Frame, Option<u32>)> {
    let [first, _prolog, count, register] = image.at(unwind, 4)?.try_into().ok()?;
    let flags = first >> 3;
    let codes = image.at(unwind + 4, usize::from(count) * 2)?;
    let slots: Vec<u16> =
        codes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(u16::from_le_bytes).collect();
    let frame = Frame {
        bytes: stack_bytes(&slots)?,
        frame_register: register & 0xF != 0,
        handler: flags & CHAINED == 0 && flags & HANDLERS != 0,
    };
    let after = unwind + 4 + u32::from(count).div_ceil(2) * 4;
    Some((frame, (flags & CHAINED != 0).then_some(after)))
}

/// Bytes that the operations take from the stack; None if one is unknown or cut off.
fn stack_bytes(slots: &[u16]) -> Option<u32> {
    let mut bytes = 0;
    let mut rest = slots.iter();
    while let Some(slot) = rest.next() {
        let (operation, info) = ((slot >> 8) & 0xF, u32::from(slot >> 12));
        match operation {
            0 => bytes += 8, // a register pushed
            1 if info == 0 => bytes += u32::from(*rest.next()?) * 8,
            1 => bytes += u32::from(*rest.next()?) | u32::from(*rest.next()?) << 16,
            2 => bytes += info * 8 + 8,
            3 => {} // the frame register set
            4 | 6 | 8 => {
                // a register stored, or an epilog told
                rest.next()?;
            }
            5 | 9 => {
                rest.next()?;
                rest.next()?;
            }
            10 => bytes += 0x28 + info * 8, // an interrupt's frame
            _ => return None,
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(operation: u16, info: u16) -> u16 {
        operation << 8 | info << 12
    }

    #[test]
    fn pushes_and_allocations_add_up() {
        // push two registers, allocate 0x28
        assert_eq!(stack_bytes(&[slot(2, 4), slot(0, 3), slot(0, 6)]), Some(0x28 + 16));
    }

    #[test]
    fn large_allocations_come_in_two_sizes() {
        assert_eq!(stack_bytes(&[slot(1, 0), 512]), Some(4096));
        assert_eq!(stack_bytes(&[slot(1, 1), 0x0008, 0x0001]), Some(0x1_0008));
    }

    #[test]
    fn stores_and_the_frame_register_take_no_stack() {
        assert_eq!(
            stack_bytes(&[slot(3, 0), slot(4, 3), 9, slot(8, 6), 4, slot(9, 6), 4, 0, slot(5, 1), 1, 1]),
            Some(0)
        );
    }

    #[test]
    fn an_interrupt_frame_counts() {
        assert_eq!(stack_bytes(&[slot(10, 1)]), Some(0x30));
    }

    #[test]
    fn a_cut_off_or_unknown_code_is_an_error() {
        assert_eq!(stack_bytes(&[slot(1, 0)]), None);
        assert_eq!(stack_bytes(&[slot(12, 0)]), None);
    }
}
