//! SeLocateProcessImageName: names in pool that the caller frees.

use std::collections::BTreeMap;

use kernel_abi::UNICODE_STRING;

use super::Process;
use crate::guest::Context;
use crate::locked::Locked;
use crate::machine::{ImageId, Machine};

/// Tag of a name.
const TAG: u32 = u32::from_le_bytes(*b"SePn");

/// Names that were given out: which driver took them. A freed one may still be in the list; pool knows. Thread-safe.
#[derive(Default)]
pub struct ImageNames {
    given: Locked<BTreeMap<usize, ImageId>>,
}

/// A copy of a process's name in pool, the string before its units; null without memory.
pub(super) fn copy(cx: &Context, process: &Process) -> *mut UNICODE_STRING {
    let machine = cx.machine();
    let units = process.image.units();
    let head = size_of::<UNICODE_STRING>();
    let block = machine.pool.allocate(None, head + 2 * units.len(), TAG, false);
    if block == 0 {
        return std::ptr::null_mut();
    }
    let buffer = (block + head) as *mut u16;
    unsafe { std::ptr::copy_nonoverlapping(units.as_ptr(), buffer, units.len()) };
    let bytes = (2 * units.len()) as u16;
    let string = block as *mut UNICODE_STRING;
    unsafe { string.write(UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: buffer }) };
    if let Some(taker) = cx.image() {
        machine.ps.image_names.note(machine, block, taker);
    }
    string
}

impl ImageNames {
    fn note(&self, machine: &Machine, block: usize, taker: ImageId) {
        let mut given = self.given.lock();
        given.insert(block, taker);
        if given.len() > FORGETTING {
            given.retain(|block, _| machine.pool.is_live(*block, TAG));
        }
    }

    /// Names that a driver has not freed.
    pub fn held_by(&self, machine: &Machine, driver: ImageId) -> usize {
        let given = self.given.lock();
        given.iter().filter(|(block, taker)| **taker == driver && machine.pool.is_live(**block, TAG)).count()
    }
}

/// As many entries make the list look which are freed.
const FORGETTING: usize = 256;
