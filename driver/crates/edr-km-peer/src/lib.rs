//! A second driver, for tests only.
#![cfg_attr(windows, no_std)]
#![cfg(windows)]

use kernel_abi as _;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
