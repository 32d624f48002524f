//! A driver that does nothing, with one defect per feature: what image-check must find in an image of this workspace, built by
//! the same commands as the real ones. Never loaded.
#![cfg_attr(windows, no_std)]
#![cfg(windows)]
#![allow(non_snake_case, non_upper_case_globals)]

use core::ffi::c_void;

#[link(name = "ntoskrnl.exe", kind = "raw-dylib", modifiers = "+verbatim")]
extern "system" {
    fn KeBugCheckEx(code: u32, first: usize, second: usize, third: usize, fourth: usize) -> !;
    fn PsGetCurrentProcessId() -> usize;
    #[cfg(feature = "newer-import")]
    fn ExAllocatePool2(flags: u64, bytes: usize, tag: u32) -> *mut c_void;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: callable at any IRQL; doesn't return.
    unsafe { KeBugCheckEx(0xE0DA, 0, 0, 0, 0) }
}

/// Asked for by every object that could compute in floating point, compiler-builtins' memcpy among them.
#[no_mangle]
#[used]
static _fltused: i32 = 0;

/// The id of the current process: a value that the compiler can't know.
fn unknown() -> usize {
    // SAFETY: no arguments, any IRQL.
    unsafe { PsGetCurrentProcessId() }
}

/// Stands for a dispatch routine: its address is written where Windows would call it from.
extern "system" fn dispatch(device: *mut c_void, _irp: *mut c_void) -> i32 {
    defect(device as usize) as i32
}

#[cfg(not(any(
    feature = "newer-import",
    feature = "panic",
    feature = "frame",
    feature = "float",
    feature = "writable-code"
)))]
fn defect(value: usize) -> usize {
    value ^ unknown()
}

/// Imports a function that the oldest supported build lacks: Windows 10 1607 would refuse the image.
#[cfg(feature = "newer-import")]
fn defect(value: usize) -> usize {
    // SAFETY: never executed; the import is the point.
    unsafe { ExAllocatePool2(0x40, value ^ unknown(), 0x746E_6C50) as usize }
}

/// Indexes by a run-time value, deep enough that only a call graph finds it.
#[cfg(feature = "panic")]
#[allow(clippy::indexing_slicing)]
fn defect(value: usize) -> usize {
    #[inline(never)]
    fn inner(table: &[usize], index: usize) -> usize {
        table[index]
    }
    let table = [value, unknown(), unknown(), value];
    inner(&table, unknown())
}

/// A frame of more than 3 KiB, below a call.
#[cfg(feature = "frame")]
fn defect(value: usize) -> usize {
    #[inline(never)]
    fn inner(value: usize) -> usize {
        let mut block = [0_usize; 400];
        for (at, word) in block.iter_mut().enumerate() {
            *word = at ^ value;
        }
        core::hint::black_box(&block).iter().fold(0, |sum, word| sum ^ word)
    }
    inner(value) ^ unknown()
}

/// Arithmetic on the floating-point state, which a driver may not touch unsaved.
#[cfg(feature = "float")]
fn defect(value: usize) -> usize {
    (value as f64 * 1.5) as usize ^ unknown()
}

/// A section that is writable and holds code.
#[cfg(feature = "writable-code")]
fn defect(value: usize) -> usize {
    #[link_section = ".wtext"]
    #[inline(never)]
    extern "system" fn inner(value: usize) -> usize {
        value ^ unknown()
    }
    inner(value)
}

/// The driver object, as far as it matters here.
#[repr(C)]
pub struct DriverObject {
    before: [usize; 14],
    major_function: [Option<extern "system" fn(*mut c_void, *mut c_void) -> i32>; 28],
}

/// Windows' entry point.
///
/// # Safety
///
/// `driver` points to the driver object that Windows made.
#[no_mangle]
pub unsafe extern "system" fn DriverEntry(driver: *mut DriverObject, _path: *mut c_void) -> i32 {
    // SAFETY: as the caller promises; nobody else has the object during load.
    let functions = unsafe { &mut (*driver).major_function };
    functions.fill(Some(dispatch));
    0
}
