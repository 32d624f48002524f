//! The end of a driver that can't go on: never reached from a request or a callback (DRV-1, image checks).

use core::panic::PanicInfo;

use kernel_abi::imports;

/// "AEDR", so that a dump shows at once who stopped the system.
const BUG_CHECK_CODE: u32 = u32::from_be_bytes(*b"AEDR");

/// Stops the system. Parameters: address and length of the source file's name, line, column.
#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    let (file, line, column) = match info.location() {
        Some(location) => (location.file(), location.line(), location.column()),
        None => ("", 0, 0),
    };
    let file_address = file.as_ptr().addr();
    // SAFETY: may be called at any IRQL and does not return.
    unsafe { imports::KeBugCheckEx(BUG_CHECK_CODE, file_address, file.len(), line as usize, column as usize) }
}

/// What the compiler asks for wherever a floating-point type is named, as the core library's own text does. The driver computes
/// with none: image checks.
#[no_mangle]
static _fltused: i32 = 0;
