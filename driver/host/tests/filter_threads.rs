//! Filters that go while their callbacks run or somebody refers to them.

mod filter_support;
mod support;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

use edrkm_host::flt;
use edrkm_host::guest;
use edrkm_host::machine::{ImageId, Machine, Options};
use filter_support::{create, filter, started, TestFile, IMAGE};
use kernel_abi::*;
use support::kernel;

/// A machine on which threads run at once.
fn boot() -> Arc<Machine> {
    let profile =
        include_str!("../../../fixtures/src/main/resources/dev/auroraedr/km/fixtures/profiles/win11-24h2.json");
    Machine::boot(profile, Options { seed: 1, deterministic: false, special_pool: false }).unwrap()
}

static STEP: AtomicU32 = AtomicU32::new(0);

fn await_step(step: u32) {
    let start = Instant::now();
    while STEP.load(Ordering::SeqCst) < step {
        assert!(start.elapsed() < Duration::from_secs(20), "step {step} did not come");
        std::thread::yield_now();
    }
}

extern "win64" fn linger(_: *mut FLT_CALLBACK_DATA, _: *const FLT_RELATED_OBJECTS, _: *mut usize) -> i32 {
    STEP.store(1, Ordering::SeqCst);
    await_step(2);
    std::thread::sleep(Duration::from_millis(50));
    STEP.store(3, Ordering::SeqCst);
    FLT_PREOP_SUCCESS_NO_CALLBACK
}

#[test]
fn unregistering_waits_for_callbacks_that_run() {
    let machine = boot();
    let one = machine.as_system(|cx| started(cx, &filter("one", "1", linger))).unwrap();
    let other = Arc::clone(&machine);
    let sender = std::thread::spawn(move || {
        other.as_system(|cx| {
            let file = TestFile::on_system_volume(cx, "\\a");
            flt::pass(cx, &mut create(&file), &mut |_, _| (0, 0))
        })
    });
    await_step(1);
    let after = machine.as_system(|cx| {
        STEP.store(2, Ordering::SeqCst);
        flt::register::unregister(cx, &one);
        STEP.load(Ordering::SeqCst)
    });
    assert_eq!(after, Ok(3), "{:?}", machine.violations());
    assert_eq!(sender.join().unwrap(), Ok((0, 0)));
}

#[test]
fn unregistering_waits_for_references_that_others_hold() {
    let machine = boot();
    let one = machine.as_system(|cx| started(cx, &filter("one", "1", filter_support::answer::with_context))).unwrap();
    extern "win64" fn refer(found: *mut usize) {
        let mut units = "ONE".encode_utf16().collect::<Vec<_>>();
        let name = UNICODE_STRING { Length: 6, MaximumLength: 6, Buffer: units.as_mut_ptr() };
        let status = kernel("FltGetFilterFromName", &[&raw const name as usize, found as usize]);
        assert_eq!(status as i32, STATUS_SUCCESS);
    }
    extern "win64" fn release(filter: usize) {
        kernel("FltObjectDereference", &[filter]);
    }
    const OTHER: ImageId = ImageId(98);
    let mut found = 0_usize;
    let place = &raw mut found as usize;
    machine.as_system(|_| guest::call(OTHER, refer as *const () as usize, &[place])).unwrap();
    assert_eq!((found, machine.flt.left_behind(OTHER).len()), (one.address, 1));
    let other = Arc::clone(&machine);
    let releaser = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(50));
        let held = other.flt.filters_of(IMAGE).len();
        other.as_system(|_| guest::call(OTHER, release as *const () as usize, &[found])).unwrap();
        held
    });
    machine.as_system(|cx| flt::register::unregister(cx, &one)).unwrap();
    assert_eq!((releaser.join().unwrap(), machine.flt.filters_of(IMAGE).len()), (1, 0));
    assert_eq!(machine.violations(), Vec::<String>::new());
}
