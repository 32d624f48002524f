//! Registry callbacks: order, refusals, who is told of ends, what callbacks do themselves, and what they may not.

mod registry_support;

use kernel_abi::{
    NTSTATUS, REG_CREATE_KEY_INFORMATION_V1, REG_POST_OPERATION_INFORMATION, REG_SET_VALUE_KEY_INFORMATION,
    STATUS_ACCESS_DENIED, STATUS_BUFFER_OVERFLOW, STATUS_CALLBACK_BYPASS, STATUS_FLT_INSTANCE_ALTITUDE_COLLISION,
    STATUS_INVALID_PARAMETER, STATUS_REPARSE, STATUS_SUCCESS, UNICODE_STRING,
};
use registry_support::*;
use std::sync::Mutex;

const KEY: &str = r"\REGISTRY\MACHINE\SOFTWARE\Aurora";

/// What a callback notes: class, text, status of ends.
#[derive(Default)]
struct Log {
    seen: Mutex<Vec<(i32, String, NTSTATUS)>>,
    verdict: NTSTATUS,
    /// What it does itself at each notification of a beginning.
    does: Option<fn()>,
}

impl Log {
    fn answering(verdict: NTSTATUS) -> Self {
        Self { verdict, ..Self::default() }
    }

    fn classes(&self) -> Vec<i32> {
        self.seen.lock().unwrap().iter().map(|(class, ..)| *class).collect()
    }

    fn lines(&self) -> Vec<(i32, String, NTSTATUS)> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

extern "win64" fn note(context: *const Log, class: usize, information: *const u8) -> NTSTATUS {
    let log = unsafe { &*context };
    let class = class as i32;
    let (text, status) = unsafe { describe(class, information) };
    log.seen.lock().unwrap().push((class, text, status));
    if is_end(class) {
        return STATUS_SUCCESS;
    }
    if let Some(does) = log.does {
        does();
    }
    log.verdict
}

fn is_end(class: i32) -> bool {
    (15..=25).contains(&class) || [27, 29, 31, 33, 35, 39, 42, 44, 46].contains(&class)
}

unsafe fn describe(class: i32, information: *const u8) -> (String, NTSTATUS) {
    let text = |name: *const UNICODE_STRING| edrkm_host::text::Text::read(name).unwrap().to_string();
    match class {
        1 => (text((*information.cast::<REG_SET_VALUE_KEY_INFORMATION>()).ValueName), 0),
        26 | 28 => {
            let create = &*information.cast::<REG_CREATE_KEY_INFORMATION_V1>();
            (format!("{}|{}|{:#x}", text(create.CompleteName), text(create.RemainingName), create.Wow64Flags), 0)
        }
        _ if is_end(class) => (String::new(), (*information.cast::<REG_POST_OPERATION_INFORMATION>()).Status),
        _ => (String::new(), 0),
    }
}

fn watch(log: &Log, altitude: Option<&str>) -> (NTSTATUS, i64) {
    register(note as *const () as usize, std::ptr::from_ref(log) as usize, altitude)
}

#[test]
fn callbacks_run_from_the_top_down_and_the_first_refusal_counts() {
    let machine = boot("win11-24h2");
    let [legacy, high, low] = [Log::default(), Log::default(), Log::answering(STATUS_ACCESS_DENIED)];
    machine
        .as_system(|cx| {
            assert_eq!(watch(&low, Some("100")).0, STATUS_SUCCESS);
            assert_eq!(watch(&high, Some("385000.5")).0, STATUS_SUCCESS);
            assert_eq!(watch(&legacy, None).0, STATUS_SUCCESS);
            assert_eq!(set_value(cx, KEY, "v"), STATUS_ACCESS_DENIED);
            assert!(cx.machine().cm.value(&KEY.into(), &"v".into()).is_none());
        })
        .unwrap();
    // the one that refused is not told of the end, those above it are
    assert_eq!(low.lines(), [(1, "v".to_owned(), 0)]);
    let told = [(1, "v".to_owned(), 0), (16, String::new(), STATUS_ACCESS_DENIED)];
    assert_eq!(high.lines(), told);
    assert_eq!(legacy.lines(), told);
}

#[test]
fn a_warning_ends_an_operation_and_a_bypass_does_so_with_success() {
    for (verdict, outcome) in
        [(STATUS_BUFFER_OVERFLOW, STATUS_BUFFER_OVERFLOW), (STATUS_CALLBACK_BYPASS, STATUS_SUCCESS)]
    {
        let machine = boot("win11-24h2");
        let [above, below] = [Log::answering(verdict), Log::default()];
        machine
            .as_system(|cx| {
                watch(&below, Some("1"));
                watch(&above, Some("2"));
                assert_eq!(set_value(cx, KEY, "v"), outcome);
                assert!(cx.machine().cm.value(&KEY.into(), &"v".into()).is_none());
            })
            .unwrap();
        assert_eq!((above.classes(), below.classes()), (vec![1], vec![]));
    }
}

#[test]
fn altitudes_collide_by_their_number_and_must_be_numbers() {
    let machine = boot("win11-24h2");
    let log = Log::default();
    let statuses = machine.as_system(|_| {
        ["385000", "0385000.0", "385000.01", "", "-1", "1e5", "."].map(|text| watch(&log, Some(text)).0)
    });
    let bad = STATUS_INVALID_PARAMETER;
    assert_eq!(statuses.unwrap(), [0, STATUS_FLT_INSTANCE_ALTITUDE_COLLISION, 0, bad, bad, bad, bad]);
}

#[test]
fn unregistering_takes_a_cookie_once() {
    let machine = boot("win11-24h2");
    let log = Log::default();
    machine
        .as_system(|cx| {
            let (_, cookie) = watch(&log, None);
            assert_eq!(unregister(cookie), STATUS_SUCCESS);
            assert_eq!(unregister(cookie), STATUS_INVALID_PARAMETER);
            set_value(cx, KEY, "v");
        })
        .unwrap();
    assert_eq!(log.classes(), Vec::<i32>::new());
}

#[test]
fn a_callback_that_unregisters_itself_is_a_deadlock() {
    extern "win64" fn unregisters(context: *const i64, _class: usize, _information: *const u8) -> NTSTATUS {
        unregister(unsafe { *context })
    }
    let machine = boot("win11-24h2");
    let mut own = 0_i64;
    let place = &raw mut own;
    let ended = machine.as_system(|cx| {
        let (_, cookie) = register(unregisters as *const () as usize, place as usize, None);
        unsafe { *place = cookie };
        set_value(cx, KEY, "v")
    });
    assert!(ended.is_err());
    assert!(machine.violations()[0].contains("deadlock"), "{:?}", machine.violations());
}

#[test]
fn what_a_callback_does_itself_only_those_below_it_see() {
    fn opens() {
        let (status, handle) = zw_open(None, KEY, 0);
        assert_eq!((status, zw_close(handle)), (STATUS_SUCCESS, STATUS_SUCCESS));
    }
    let machine = boot("win11-24h2");
    let [above, below] = [Log::default(), Log::default()];
    let asking = Log { does: Some(opens), ..Log::default() };
    machine
        .as_system(|cx| {
            cx.machine().cm.ensure(&KEY.into());
            watch(&above, None);
            watch(&asking, Some("2"));
            watch(&below, Some("1"));
            set_value(cx, KEY, "v");
        })
        .unwrap();
    assert_eq!(above.classes(), [1, 16]);
    assert_eq!(asking.classes(), [1, 16]);
    assert_eq!(below.classes(), [28, 29, 14, 25, 1, 16]);
}

#[test]
fn a_name_that_leads_over_a_link_arrives_again_resolved() {
    let machine = boot("win11-24h2");
    let log = Log::default();
    machine
        .as_system(|_| {
            watch(&log, None);
            let name = r"\REGISTRY\MACHINE\SYSTEM\CurrentControlSet\Services";
            let (status, handle) = zw_open(None, name, 0);
            assert_eq!((status, key_path(handle).as_str()), (0, r"\REGISTRY\MACHINE\SYSTEM\ControlSet001\Services"));
        })
        .unwrap();
    let lines = log.lines();
    let named = r"\REGISTRY\MACHINE\SYSTEM\CurrentControlSet\Services|MACHINE\SYSTEM\CurrentControlSet\Services|0x0";
    let resolved = r"\REGISTRY\MACHINE\SYSTEM\ControlSet001\Services|MACHINE\SYSTEM\ControlSet001\Services|0x0";
    assert_eq!(lines[..2], [(28, named.to_owned(), 0), (29, String::new(), STATUS_REPARSE)]);
    assert_eq!(lines[2..], [(28, resolved.to_owned(), 0), (29, String::new(), 0)]);
}

#[test]
fn the_narrow_view_arrives_as_named_and_as_redirected() {
    let machine = boot("win11-24h2");
    let log = Log::default();
    machine
        .as_system(|_| {
            watch(&log, None);
            let (status, handle, created) = zw_create(None, KEY, 0x200);
            let path = r"\REGISTRY\MACHINE\SOFTWARE\WOW6432Node\Aurora";
            assert_eq!((status, created, key_path(handle).as_str()), (0, true, path));
            // a key that was opened below the point of redirection stays in its view
            let (status, below, _) = zw_create(Some(handle), "Below", 0x200);
            assert_eq!((status, key_path(below)), (0, format!(r"{path}\Below")));
        })
        .unwrap();
    let names = log.lines().into_iter().filter(|(class, ..)| *class == 26).map(|(_, text, _)| text).collect::<Vec<_>>();
    let expected = [
        r"\REGISTRY\MACHINE\SOFTWARE\Aurora|MACHINE\SOFTWARE\Aurora|0x200",
        r"\REGISTRY\MACHINE\SOFTWARE\WOW6432Node\Aurora|MACHINE\SOFTWARE\WOW6432Node\Aurora|0x200",
        "Below|Below|0x200",
    ];
    assert_eq!(names, expected);
}

#[test]
fn an_attacker_takes_callbacks_out_puts_them_back_and_patches_them() {
    use edrkm_host::cm::NewCallback;
    use edrkm_host::machine::ImageId;
    let machine = boot("win11-24h2");
    let log = Log::default();
    let callbacks = &machine.cm.callbacks;
    let (function, context, image) = (note as *const () as usize, std::ptr::from_ref(&log) as usize, ImageId(7));
    callbacks.register(NewCallback { altitude: None, function, context, image: Some(image) }).unwrap();
    let seen = || {
        machine.as_system(|cx| set_value(cx, KEY, "v")).unwrap();
        log.lines().len()
    };
    assert_eq!(seen(), 2);
    assert_eq!((callbacks.unlink(ImageId(8)), callbacks.unlink(image), callbacks.unlink(image)), (0, 1, 0));
    assert_eq!((seen(), machine.cm.left_behind(image).len()), (0, 0));
    assert!(!callbacks.relink(2) && callbacks.relink(1));
    assert_eq!((seen(), machine.cm.left_behind(image).len()), (2, 1));
    callbacks.silence(image);
    assert_eq!((seen(), machine.cm.left_behind(image).len()), (0, 1));
    callbacks.never_call();
    callbacks.register(NewCallback { altitude: None, function, context, image: Some(image) }).unwrap();
    assert_eq!(seen(), 0);
}

#[test]
fn a_machine_that_stopped_inside_a_callback_says_nothing_about_the_next_one() {
    fn stops() {
        let cx = edrkm_host::guest::current();
        cx.bug_check(edrkm_host::verifier::BugCheck::rule("callback", "broken by purpose"));
    }
    let broken = Log { does: Some(stops), ..Log::default() };
    // many, so that one of the next machines lies where a stopped one was
    for _ in 0..8 {
        let machine = boot("win11-24h2");
        let ended = machine.as_system(|cx| {
            watch(&broken, Some("1"));
            set_value(cx, KEY, "v")
        });
        assert!(ended.is_err());
        drop(machine);
        let machine = boot("win11-24h2");
        let log = Log::default();
        machine
            .as_system(|cx| {
                watch(&log, None);
                set_value(cx, KEY, "v");
            })
            .unwrap();
        assert_eq!(log.classes(), [1, 16]);
    }
}
