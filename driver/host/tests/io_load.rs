//! The driver's own image is loaded: how far its DriverEntry comes, and what is refused before it.

mod support;

use edrkm_host::machine::{Machine, Options};
use std::sync::Arc;

fn boot(change: impl Fn(&str) -> String) -> Arc<Machine> {
    let profile =
        include_str!("../../../fixtures/src/main/resources/dev/auroraedr/km/fixtures/profiles/win11-24h2.json");
    Machine::boot(&change(profile), Options { seed: 1, deterministic: true, special_pool: false }).unwrap()
}

#[test]
fn an_image_that_nobody_trusts_is_not_loaded() {
    let unsigned = |profile: &str| profile.replace("\"signature\": \"microsoft\"", "\"signature\": \"none\"");
    let machine = boot(unsigned);
    assert_eq!(machine.load(b"no image either"), Ok(kernel_abi::STATUS_INVALID_IMAGE_HASH));
    assert!(boot(str::to_owned).load(b"no image").is_ok_and(|status| status == 0xC000_007B_u32 as i32));
}

#[test]
fn the_built_driver_loads() {
    let image = support::image("edr-windows-km.sys");
    let machine = boot(str::to_owned);
    let status = machine.load(&image);
    let found = machine.violations();
    assert!(status == Ok(0) && found.is_empty(), "{status:?} {found:?}");
}
