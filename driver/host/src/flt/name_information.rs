//! FLT_FILE_NAME_INFORMATION in memory that drivers see: counted, shared, read-only, and in paged pool.

use std::collections::HashMap;
use std::sync::Arc;

use kernel_abi::{FLT_FILE_NAME_INFORMATION, UNICODE_STRING};

use super::operation::{FileName, NameFormat};
use super::Volume;
use crate::guest::Context;
use crate::machine::ImageId;
use crate::text::Text;
use crate::verifier::BugCheck;

const TAG: u32 = u32::from_le_bytes(*b"FMfn");
/// FLTFL_FILE_NAME_PARSED_ flags: final component, extension, stream, parent directory.
const PARSED: u16 = 0x1 | 0x2 | 0x4 | 0x8;
const PARSED_SHORT: u16 = 0x1 | 0x2;
const SEPARATOR: u16 = b'\\' as u16;
const COLON: u16 = b':' as u16;
const DOT: u16 = b'.' as u16;

/// What the filter manager knows of a name that it has given out.
pub(super) struct NameInformation {
    references: HashMap<Option<ImageId>, u64>,
    name: Text,
    format: NameFormat,
    volume_units: usize,
    share_units: usize,
}

impl NameInformation {
    /// Makes one, referenced for whoever asks.
    pub(super) fn make(cx: &Context, format: NameFormat, volume: &Arc<Volume>, name: FileName) -> usize {
        let units = name.name.units();
        let bytes = size_of::<FLT_FILE_NAME_INFORMATION>() + 2 * units.len();
        let address = cx.machine().pool.allocate_paged(None, bytes, TAG, true);
        let volume_units = if format == NameFormat::Short { 0 } else { volume.is.device.len().min(units.len()) };
        let buffer = text_of(address);
        unsafe { std::ptr::copy_nonoverlapping(units.as_ptr(), buffer, units.len()) };
        let information = unsafe { &mut *(address as *mut FLT_FILE_NAME_INFORMATION) };
        information.Size = size_of::<FLT_FILE_NAME_INFORMATION>() as u16;
        information.Format = match format {
            NameFormat::Normalized => 1,
            NameFormat::Opened => 2,
            NameFormat::Short => 3,
        };
        information.Name = string(buffer, 0, units.len());
        information.Volume = string(buffer, 0, volume_units);
        let known = Self {
            references: HashMap::from([(cx.image(), 1)]),
            format,
            volume_units,
            share_units: name.share_units.min(units.len() - volume_units),
            name: name.name,
        };
        cx.machine().flt.names.lock().insert(address, known);
        address
    }

    /// Fills the parts in.
    pub(super) fn parse(cx: &Context, structure: *mut FLT_FILE_NAME_INFORMATION) {
        let address = structure as usize;
        let names = cx.machine().flt.names.lock();
        let Some(known) = names.get(&address) else {
            drop(names);
            unknown(cx, address);
        };
        let (name, root) = (known.name.clone(), known.volume_units + known.share_units);
        let (volume_units, short) = (known.volume_units, known.format == NameFormat::Short);
        drop(names);
        let units = name.units();
        let start = units.iter().rposition(|unit| *unit == SEPARATOR).map_or(0, |at| at + 1).max(root);
        let colon = units[start..].iter().position(|unit| *unit == COLON).map_or(units.len(), |at| start + at);
        let dot = units[start..colon].iter().rposition(|unit| *unit == DOT).map_or(colon, |at| start + at + 1);
        let buffer = text_of(address);
        let information = unsafe { &mut *structure };
        information.Share = string(buffer, volume_units, root);
        information.ParentDir = string(buffer, root, start);
        information.FinalComponent = string(buffer, start, units.len());
        information.Stream = string(buffer, colon, units.len());
        information.Extension = string(buffer, dot, colon);
        information.NamesParsed = if short { PARSED_SHORT } else { PARSED };
    }

    /// One more reference.
    pub(super) fn reference(cx: &Context, address: usize) {
        let mut names = cx.machine().flt.names.lock();
        let Some(known) = names.get_mut(&address) else {
            drop(names);
            unknown(cx, address);
        };
        *known.references.entry(cx.image()).or_default() += 1;
    }

    /// Takes a reference back; the last one frees the name. A name whose shared text was written stops the machine.
    pub(super) fn release(cx: &Context, address: usize) {
        let mut names = cx.machine().flt.names.lock();
        let by = cx.image();
        let count = names.get_mut(&address).and_then(|known| known.references.get_mut(&by));
        let Some(count) = count else {
            drop(names);
            unknown(cx, address);
        };
        *count -= 1;
        let unused = *count == 0 && names.get(&address).is_some_and(|known| known.references.values().all(|n| *n == 0));
        let gone = if unused { names.remove(&address) } else { None };
        drop(names);
        if let Some(known) = gone {
            let text = unsafe { std::slice::from_raw_parts(text_of(address), known.name.len()) };
            if text != known.name.units() {
                cx.bug_check(BugCheck::rule("file name", &format!("the shared name {} was written", known.name)));
            }
            cx.machine().pool.free(cx, address, TAG);
        }
    }

    /// References that an image holds.
    pub(super) fn held_by(&self, image: ImageId) -> u64 {
        self.references.get(&Some(image)).copied().unwrap_or(0)
    }

    /// The name.
    pub(super) fn name(&self) -> &Text {
        &self.name
    }
}

fn unknown(cx: &Context, address: usize) -> ! {
    let text = format!("{address:#x} is no file name that the driver holds: released twice, or never given");
    cx.bug_check(BugCheck::rule("file name", &text))
}

fn text_of(address: usize) -> *mut u16 {
    (address + size_of::<FLT_FILE_NAME_INFORMATION>()) as *mut u16
}

fn string(buffer: *mut u16, start: usize, end: usize) -> UNICODE_STRING {
    let bytes = 2 * (end - start) as u16;
    UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: buffer.wrapping_add(start) }
}
