//! A smoke test of the driver through Win32: load, requests, streams, unload. `driver/wine/smoke.sh` runs it under Wine.
//!
//! Each line of its output names a clause. Exit code: 0 all as it must be, 1 something is not, 2 it could not begin.
#![cfg_attr(windows, no_std, no_main)]

#[cfg(windows)]
mod handle;
#[cfg(windows)]
mod report;
#[cfg(windows)]
mod requests;
#[cfg(windows)]
mod security;
#[cfg(windows)]
mod service;
#[cfg(windows)]
mod steps;
#[cfg(windows)]
mod streams;
#[cfg(windows)]
mod win32;

#[cfg(not(windows))]
fn main() {}

#[cfg(windows)]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    win32::exit(3)
}

/// What the compiler asks for wherever a floating-point type is named.
#[cfg(windows)]
#[no_mangle]
static _fltused: i32 = 0;

/// The entry of the image.
#[cfg(windows)]
#[no_mangle]
extern "system" fn mainCRTStartup() -> ! {
    win32::exit(steps::run())
}
