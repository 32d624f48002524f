//! A machine boots, and what runs on its kernel stack comes back, also from a fault.

mod support;

use edrkm_host::guest::{current, Stopped};
use edrkm_host::verifier::BugCheck;
use support::boot;

#[test]
fn an_operation_returns_its_result() {
    assert_eq!(boot(false).as_system(|_| 7), Ok(7));
}

#[test]
fn a_bad_pointer_stops_the_machine_and_not_the_process() {
    let machine = boot(false);
    let ended =
        machine.as_system(|cx| unsafe { (cx.machine().ps.system_process().address.0 as *const u8).read_volatile() });
    assert_eq!(ended, Err(Stopped));
    assert!(machine.violations()[0].starts_with("bug check 0x50"), "{:?}", machine.violations());
    assert_eq!(machine.as_system(|_| 7), Err(Stopped));
}

#[test]
fn a_stack_that_overflows_is_named() {
    fn deeper(depth: u64) -> u64 {
        let frame = std::hint::black_box([depth; 128]);
        if depth == 0 {
            0
        } else {
            deeper(depth - 1) + frame[3]
        }
    }
    let machine = boot(false);
    assert_eq!(machine.as_system(|_| deeper(1 << 40)), Err(Stopped));
    assert!(machine.violations()[0].contains("stack overflow"), "{:?}", machine.violations());
}

#[test]
fn a_bug_check_and_a_panic_of_the_host_leave_the_operation() {
    let machine = boot(false);
    assert_eq!(machine.as_system(|_| current().bug_check(BugCheck::rule("rule", "broken"))), Err::<(), _>(Stopped));
    assert!(machine.violations()[0].contains("rule: broken"));
    let machine = boot(false);
    assert_eq!(machine.as_system(|_| panic!("by purpose")), Err::<(), _>(Stopped));
    assert!(machine.violations()[0].contains("the hosted kernel is at fault: by purpose"));
}
