//! The minifilter driver edr-windows-km.sys.
#![cfg_attr(windows, no_std)]
#![cfg(windows)]

use kernel_abi as _;
use {edr_core as _, wire as _};

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
