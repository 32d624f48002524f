//! What callbacks keep with open keys, how long they may run, and in whose name they are called.

mod registry_support;

use edrkm_host::cm;
use edrkm_host::ffi::message::{Reader, Writer};
use edrkm_host::ffi::registry_operations::{perform, BY, CREATE_KEY, SET_VALUE};
use edrkm_host::guest::{current, Mode};
use edrkm_host::ob;
use edrkm_host::ps;
use edrkm_host::se::{Account, Token};
use kernel_abi::{
    NTSTATUS, REG_CREATE_KEY_INFORMATION_V1, REG_DELETE_KEY_INFORMATION, REG_POST_OPERATION_INFORMATION,
    STATUS_ACCESS_DENIED, STATUS_CALLBACK_BYPASS, STATUS_SUCCESS,
};
use registry_support::*;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::Mutex;
use std::time::Duration;

const KEY: &str = r"\REGISTRY\MACHINE\SOFTWARE\Aurora";

#[derive(Default)]
struct Keeper {
    cookie: AtomicI64,
    seen: Mutex<Vec<(i32, usize)>>,
}

/// Associates 0x77 with each key that was created, and notes with which context it is told of anything.
extern "win64" fn keep(keeper: *const Keeper, class: usize, information: *mut u8) -> NTSTATUS {
    let keeper = unsafe { &*keeper };
    let context = match class {
        14 => unsafe { (*information.cast::<REG_DELETE_KEY_INFORMATION>()).ObjectContext as usize },
        40 => unsafe { information.cast::<usize>().add(1).read() },
        27 => {
            let ended = unsafe { &*information.cast::<REG_POST_OPERATION_INFORMATION>() };
            type Call = extern "win64" fn(usize, *const i64, usize, *mut usize) -> NTSTATUS;
            let call: Call = service("CmSetCallbackObjectContext");
            let cookie = keeper.cookie.load(Ordering::SeqCst);
            let mut old = 1;
            assert_eq!(call(ended.Object as usize, &raw const cookie, 0x77, &raw mut old), STATUS_SUCCESS);
            old
        }
        _ => return STATUS_SUCCESS,
    };
    keeper.seen.lock().unwrap().push((class as i32, context));
    STATUS_SUCCESS
}

#[test]
fn contexts_come_with_their_key_and_are_cleaned_up_with_it_or_with_the_callback() {
    let machine = boot("win11-24h2");
    let keeper = Keeper::default();
    machine
        .as_system(|_| {
            let (_, cookie) = register(keep as *const () as usize, std::ptr::from_ref(&keeper) as usize, None);
            keeper.cookie.store(cookie, Ordering::SeqCst);
            let (_, handle, _) = zw_create(None, KEY, 0);
            zw_close(handle);
            assert_eq!(*keeper.seen.lock().unwrap(), [(27, 0), (14, 0x77), (40, 0x77)]);
            let (_, handle, _) = zw_create(None, KEY, 0);
            keeper.seen.lock().unwrap().clear();
            unregister(cookie);
            assert_eq!(*keeper.seen.lock().unwrap(), [(40, 0x77)]);
            zw_close(handle);
            assert_eq!(keeper.seen.lock().unwrap().len(), 1);
        })
        .unwrap();
}

extern "win64" fn waits(step: *const AtomicU32, _class: usize, _information: *mut u8) -> NTSTATUS {
    let step = unsafe { &*step };
    if step.compare_exchange(0, 1, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
        while step.load(Ordering::SeqCst) != 2 {
            std::thread::yield_now();
        }
        step.store(3, Ordering::SeqCst);
    }
    STATUS_SUCCESS
}

#[test]
fn unregistering_waits_for_calls_under_way() {
    let machine = boot("win11-24h2");
    let step = AtomicU32::new(0);
    let (_, cookie) =
        machine.as_system(|_| register(waits as *const () as usize, std::ptr::from_ref(&step) as usize, None)).unwrap();
    std::thread::scope(|threads| {
        threads.spawn(|| machine.as_system(|cx| set_value(cx, KEY, "v")).unwrap());
        while step.load(Ordering::SeqCst) != 1 {
            std::thread::yield_now();
        }
        let unregisters = threads.spawn(|| {
            let status = machine.as_system(|_| unregister(cookie)).unwrap();
            (status, step.load(Ordering::SeqCst))
        });
        std::thread::sleep(Duration::from_millis(50));
        assert!(!unregisters.is_finished());
        step.store(2, Ordering::SeqCst);
        assert_eq!(unregisters.join().unwrap(), (STATUS_SUCCESS, 3));
    });
}

type Callers = Mutex<Vec<(u32, bool, u32)>>;

/// Notes process, previous mode and view of creates.
extern "win64" fn who(callers: *const Callers, class: usize, information: *mut u8) -> NTSTATUS {
    let cx = current();
    let view =
        if class == 26 { unsafe { (*information.cast::<REG_CREATE_KEY_INFORMATION_V1>()).Wow64Flags } } else { 0 };
    if class == 26 || class == 1 {
        let caller = (ps::current(cx).id, cx.mode() == Mode::Kernel, view);
        unsafe { &*callers }.lock().unwrap().push(caller);
    }
    STATUS_SUCCESS
}

#[test]
fn operations_happen_in_the_name_of_whoever_is_named() {
    let machine = boot("win11-24h2");
    let callers = Callers::default();
    let narrow = ps::Spec {
        image: r"\Device\HarddiskVolume3\narrow.exe".into(),
        token: Token::of(Account::User),
        wow64: true,
        minimal: false,
        parent: 4,
        one_thread: true,
    };
    let narrow = machine.ps.make_process(&machine, narrow, None).unwrap().id;
    let shell = machine.ps.shell().id;
    machine.as_system(|_| register(who as *const () as usize, std::ptr::from_ref(&callers) as usize, None)).unwrap();
    let by = |process: u32, kernel: bool| {
        let mut message = Writer::default();
        message.u64(u64::from(process)).flag(kernel).u32(CREATE_KEY).text(&KEY.into());
        let mut reply = Writer::default();
        assert!(perform(&machine, BY, &mut Reader::of(&message.into_bytes()), &mut reply).is_ok());
        let reply = reply.into_bytes();
        assert_eq!(Reader::of(&reply).i32(), Ok(STATUS_SUCCESS));
        std::mem::take(&mut *callers.lock().unwrap())
    };
    assert_eq!(by(0, false), [(shell, false, 0)]);
    assert_eq!(by(0, true), [(shell, true, 0)]);
    assert_eq!(by(narrow, false), [(narrow, false, 0x200), (narrow, false, 0x200)]);
    assert_eq!(by(narrow, true), [(narrow, true, 0)]);
    let mut message = Writer::default();
    message.text(&KEY.into()).text(&"v".into()).u32(3).u32(1);
    assert!(perform(&machine, SET_VALUE, &mut Reader::of(&message.into_bytes()), &mut Writer::default()).is_ok());
    assert_eq!(*callers.lock().unwrap(), [(shell, false, 0)]);
}

/// Changes a success into a refusal once the operation is done.
extern "win64" fn refuses_late(_context: usize, class: usize, information: *mut u8) -> NTSTATUS {
    if class != 27 {
        return STATUS_SUCCESS;
    }
    unsafe { (*information.cast::<REG_POST_OPERATION_INFORMATION>()).ReturnStatus = STATUS_ACCESS_DENIED };
    STATUS_CALLBACK_BYPASS
}

#[test]
fn a_callback_may_change_the_outcome() {
    let machine = boot("win11-24h2");
    machine
        .as_system(|cx| {
            register(refuses_late as *const () as usize, 0, None);
            assert_eq!(zw_create(None, KEY, 0).0, STATUS_ACCESS_DENIED);
            assert!(cx.machine().cm.find(&KEY.into()).is_some());
            assert!(cx.machine().ob.handles.of_kernel().is_empty());
        })
        .unwrap();
}

/// Opens another key in the place of the one that was asked for.
extern "win64" fn leads_elsewhere(_context: usize, class: usize, information: *mut u8) -> NTSTATUS {
    if class != 28 {
        return STATUS_SUCCESS;
    }
    let cx = current();
    let other = cm::open_by_id(cx, cx.machine().cm.ensure(&r"\REGISTRY\MACHINE\SOFTWARE\Other".into()));
    cx.machine().ob.objects.reference(other.address, None).unwrap();
    ob::release(cx, other.address);
    unsafe { (*information.cast::<REG_CREATE_KEY_INFORMATION_V1>()).ResultObject.write(other.address as *mut _) };
    STATUS_CALLBACK_BYPASS
}

extern "win64" fn forgets_the_key(_context: usize, class: usize, _information: *mut u8) -> NTSTATUS {
    if class == 28 {
        STATUS_CALLBACK_BYPASS
    } else {
        STATUS_SUCCESS
    }
}

#[test]
fn who_opens_a_key_in_the_systems_place_must_supply_one() {
    let machine = boot("win11-24h2");
    machine
        .as_system(|cx| {
            register(leads_elsewhere as *const () as usize, 0, None);
            let (status, handle) = zw_open(None, KEY, 0);
            assert_eq!((status, key_path(handle).as_str()), (0, r"\REGISTRY\MACHINE\SOFTWARE\Other"));
            let entry = cx.machine().ob.handles.of_kernel().remove(0).1;
            zw_close(handle);
            assert!(cx.machine().ob.objects.get(entry.object).is_none());
        })
        .unwrap();
    let machine = boot("win11-24h2");
    let ended = machine.as_system(|_| {
        register(forgets_the_key as *const () as usize, 0, None);
        zw_open(None, KEY, 0)
    });
    assert!(ended.is_err());
    assert!(machine.violations()[0].contains("ResultObject"), "{:?}", machine.violations());
}
