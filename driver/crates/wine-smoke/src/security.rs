//! The descriptor that the driver puts on its device, beside what the system makes of its SDDL (DEV-2).

use core::ptr;
use core::slice;

use edr_core::device_security::{SDDL, SYSTEM_AND_ADMINISTRATORS};

use crate::report::Report;
use crate::win32;

const SDDL_REVISION_1: u32 = 1;

/// Has the text made into bytes and compares. The bytes stay the system's: the program ends soon.
pub fn check(report: &mut Report) {
    let mut text = [0_u16; 64];
    for (unit, byte) in text.iter_mut().take(SDDL.len()).zip(SDDL.bytes()) {
        *unit = u16::from(byte);
    }
    let (mut descriptor, mut length) = (ptr::null_mut::<u8>(), 0_u32);
    // SAFETY: the text ends with a zero.
    let made = unsafe {
        win32::ConvertStringSecurityDescriptorToSecurityDescriptorW(
            text.as_ptr(),
            SDDL_REVISION_1,
            (&raw mut descriptor).cast(),
            &raw mut length,
        )
    };
    if made == 0 || descriptor.is_null() {
        return report.check("DEV-2", "the SDDL can be made into bytes", false);
    }
    // SAFETY: the system gave this many bytes.
    let bytes = unsafe { slice::from_raw_parts(descriptor, length as usize) };
    report.check("DEV-2", "the device's descriptor is its SDDL, byte for byte", bytes == SYSTEM_AND_ADMINISTRATORS);
}
