//! Object callbacks of a driver, and the handles that they see.

#[macro_use]
mod fake_driver;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use edrkm_host::guest::Mode;
use edrkm_host::machine::Machine;
use edrkm_host::ob::{self, Duplicate};
use edrkm_host::ps::{self, Process};
use edrkm_host::se::{Account, MAXIMUM_ALLOWED, PROCESS_ALL_ACCESS};
use fake_driver::{boot, driver_runs, driver_stops, DRIVER};
use kernel_abi::{
    OBJ_KERNEL_HANDLE, OB_CALLBACK_REGISTRATION, OB_OPERATION_REGISTRATION, OB_POST_OPERATION_INFORMATION,
    OB_PRE_OPERATION_INFORMATION, STATUS_ACCESS_DENIED, STATUS_FLT_INSTANCE_ALTITUDE_COLLISION, STATUS_INVALID_CID,
    STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER, STATUS_OBJECT_TYPE_MISMATCH, STATUS_SUCCESS, UNICODE_STRING,
};

/// What a callback saw: its context, operation, flags, object, access now and at first.
type Seen = (usize, u32, u32, usize, u32, u32);

static SEEN: Mutex<Vec<Seen>> = Mutex::new(Vec::new());
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> std::sync::MutexGuard<'static, ()> {
    let guard = ONE_AT_A_TIME.lock().unwrap_or_else(|broken| broken.into_inner());
    SEEN.lock().unwrap_or_else(|broken| broken.into_inner()).clear();
    guard
}

fn seen() -> Vec<Seen> {
    std::mem::take(&mut SEEN.lock().unwrap())
}

/// The context's low half is taken from the access, the upper one added.
extern "win64" fn pre(context: usize, information: *mut OB_PRE_OPERATION_INFORMATION) -> i32 {
    let information = unsafe { &mut *information };
    let access = unsafe { &mut *information.Parameters.cast::<[u32; 2]>() };
    let object = information.Object as usize;
    SEEN.lock().unwrap().push((context, information.Operation, information.Flags, object, access[0], access[1]));
    access[0] = access[0] & !(context as u32) | (context >> 32) as u32;
    information.CallContext = context as *mut _;
    0
}

extern "win64" fn post(context: usize, information: *mut OB_POST_OPERATION_INFORMATION) {
    let words = unsafe { &*information.cast::<[usize; 6]>() };
    assert_eq!(words[3], context, "CallContext");
    let granted = unsafe { (words[5] as *const u32).read() };
    SEEN.lock().unwrap().push((context, 0, 0, words[1], granted, words[4] as u32));
}

struct Asked {
    altitude: &'static str,
    context: usize,
    version: u16,
    operations: u32,
    with_post: bool,
}

const ORDINARY: Asked = Asked { altitude: "385000", context: 0, version: 0x100, operations: 3, with_post: false };

extern "win64" fn register(asked: usize) -> usize {
    let asked = unsafe { &*(asked as *const Asked) };
    let mut units = asked.altitude.encode_utf16().collect::<Vec<_>>();
    let bytes = 2 * units.len() as u16;
    let operations = OB_OPERATION_REGISTRATION {
        ObjectType: fake_driver::service("PsProcessType") as *const _,
        Operations: asked.operations,
        PreOperation: Some(unsafe {
            std::mem::transmute::<usize, kernel_abi::OB_PRE_OPERATION_CALLBACK>(pre as *const () as usize)
        }),
        PostOperation: asked.with_post.then(|| unsafe {
            std::mem::transmute::<usize, kernel_abi::OB_POST_OPERATION_CALLBACK>(post as *const () as usize)
        }),
    };
    let registration = OB_CALLBACK_REGISTRATION {
        Version: asked.version,
        OperationRegistrationCount: 1,
        Altitude: UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: units.as_mut_ptr() },
        RegistrationContext: asked.context as *mut _,
        OperationRegistration: &operations,
    };
    let mut handle = 0_usize;
    let status = service!(ObRegisterCallbacks(usize, *mut usize) -> i32)(&raw const registration as usize, &mut handle);
    LAST.store(handle, Ordering::SeqCst);
    status as usize
}

static LAST: AtomicUsize = AtomicUsize::new(0);

fn registers(machine: &Arc<Machine>, asked: Asked) -> i32 {
    driver_runs(machine, register, &raw const asked as usize) as i32
}

extern "win64" fn unregister(handle: usize) -> usize {
    service!(ObUnRegisterCallbacks(usize))(handle);
    0
}

fn open(machine: &Arc<Machine>, opener: &Arc<Process>, target: &Process, desired: u32) -> Result<u32, i32> {
    let opened = machine.as_program(opener, |cx| ob::nt_open_process(cx, target.id, 0, desired)).unwrap();
    opened.map(|opened| opened.granted)
}

fn program(machine: &Arc<Machine>, account: Account) -> Arc<Process> {
    ps::start_caller(machine, account, false).unwrap()
}

#[test]
fn callbacks_take_rights_from_the_highest_altitude_down_and_can_add_none() {
    let _alone = alone();
    let machine = boot();
    let add_and_take = 1 | 0x0010_0000 << 32;
    assert_eq!(registers(&machine, Asked { altitude: "99.5", context: 0x20, ..ORDINARY }), STATUS_SUCCESS);
    assert_eq!(registers(&machine, Asked { altitude: "100", context: add_and_take, ..ORDINARY }), STATUS_SUCCESS);
    let shell = Arc::clone(machine.ps.shell());
    let object = shell.address.0;
    assert_eq!(open(&machine, &shell, &shell, 0x0421), Ok(0x0400));
    assert_eq!(seen(), [(add_and_take, 1, 0, object, 0x0421, 0x0421), (0x20, 1, 0, object, 0x0420, 0x0421)]);
    assert_eq!(machine.violations(), Vec::<String>::new());
}

#[test]
fn altitudes_are_numbers_and_collide() {
    let _alone = alone();
    let machine = boot();
    assert_eq!(registers(&machine, ORDINARY), STATUS_SUCCESS);
    for taken in ["385000", "0385000", "385000.0"] {
        let status = registers(&machine, Asked { altitude: taken, ..ORDINARY });
        assert_eq!(status, STATUS_FLT_INSTANCE_ALTITUDE_COLLISION, "{taken}");
    }
    assert_eq!(registers(&machine, Asked { altitude: "385000.5", ..ORDINARY }), STATUS_SUCCESS);
    for bad in ["", ".", "1.2.3", "-1", "1e3", " 1"] {
        assert_eq!(registers(&machine, Asked { altitude: bad, ..ORDINARY }), STATUS_INVALID_PARAMETER, "{bad:?}");
    }
    for (version, operations) in [(0x200, 3), (0x100, 0), (0x100, 4)] {
        let status = registers(&machine, Asked { altitude: "7", version, operations, ..ORDINARY });
        assert_eq!(status, STATUS_INVALID_PARAMETER, "{version:#x} {operations}");
    }
}

#[test]
fn an_unregistered_callback_is_not_called_and_its_altitude_is_free() {
    let _alone = alone();
    let machine = boot();
    registers(&machine, Asked { context: 1, ..ORDINARY });
    assert_eq!(machine.ob.left_behind(DRIVER), ["an object callback"]);
    driver_runs(&machine, unregister, LAST.load(Ordering::SeqCst));
    assert_eq!(machine.ob.left_behind(DRIVER), Vec::<String>::new());
    let shell = Arc::clone(machine.ps.shell());
    assert_eq!(open(&machine, &shell, &shell, 1), Ok(1));
    assert_eq!(seen(), []);
    assert_eq!(registers(&machine, ORDINARY), STATUS_SUCCESS);
}

#[test]
fn a_callback_that_is_unregistered_twice_is_named() {
    let _alone = alone();
    let machine = boot();
    registers(&machine, ORDINARY);
    let handle = LAST.load(Ordering::SeqCst);
    driver_runs(&machine, unregister, handle);
    let stop = driver_stops(&machine, unregister, handle);
    assert!(stop.contains("is not registered"), "{stop}");
}

#[test]
fn post_operations_are_told_of_the_rights_that_are_left_from_the_lowest_altitude_up() {
    let _alone = alone();
    let machine = boot();
    registers(&machine, Asked { altitude: "1", context: 1, with_post: true, ..ORDINARY });
    registers(&machine, Asked { altitude: "2", context: 2, with_post: true, ..ORDINARY });
    let shell = Arc::clone(machine.ps.shell());
    open(&machine, &shell, &shell, 0x0403).unwrap();
    let order = seen().into_iter().map(|seen| (seen.0, seen.1, seen.4)).collect::<Vec<_>>();
    assert_eq!(order, [(2, 1, 0x0403), (1, 1, 0x0401), (1, 0, 0x0400), (2, 0, 0x0400)]);
}

#[test]
fn rights_are_checked_before_callbacks_see_them() {
    let _alone = alone();
    let machine = boot();
    registers(&machine, ORDINARY);
    let (shell, user) = (Arc::clone(machine.ps.shell()), program(&machine, Account::User));
    seen();
    assert_eq!(open(&machine, &user, &shell, 1), Err(STATUS_ACCESS_DENIED));
    assert_eq!(open(&machine, &shell, &user, 1), Ok(1));
    assert_eq!(open(&machine, &shell, &user, MAXIMUM_ALLOWED), Ok(PROCESS_ALL_ACCESS));
    assert_eq!(open(&machine, &shell, &user, 0x8000_0000), Ok(0x0002_0410));
    assert_eq!(seen().iter().map(|seen| seen.4).collect::<Vec<_>>(), [1, PROCESS_ALL_ACCESS, 0x0002_0410]);
    let nobody = machine.as_program(&shell, |cx| ob::nt_open_process(cx, 12, 0, 1).err()).unwrap();
    assert_eq!(nobody, Some(STATUS_INVALID_CID));
}

#[test]
fn a_creator_s_handle_is_an_opening_and_an_inherited_one_is_not() {
    let _alone = alone();
    let machine = boot();
    registers(&machine, Asked { context: 1, ..ORDINARY });
    let shell = Arc::clone(machine.ps.shell());
    let kept = ps::Start { keep_handle: true, inherit_handles: true, ..ps::Start::default() };
    machine.as_program(&shell, |cx| ob::nt_open_process(cx, shell.id, ob::OBJ_INHERIT, 0x0400)).unwrap().unwrap();
    seen();
    let spec = ps::Spec {
        image: "x".into(),
        token: shell.token.clone(),
        wow64: false,
        minimal: false,
        parent: shell.id,
        one_thread: true,
    };
    let child = machine.as_program(&shell, |cx| ps::start(cx, spec, &kept)).unwrap().unwrap();
    let object = child.process.address.0;
    assert_eq!(seen(), [(1, 1, 0, object, PROCESS_ALL_ACCESS, PROCESS_ALL_ACCESS)]);
    let handles = &machine.ob.handles;
    let entry = handles.get(shell.address, child.handle.unwrap()).unwrap();
    assert_eq!((entry.object, entry.granted), (object, PROCESS_ALL_ACCESS & !1));
    let inherited = handles.newest(child.process.address, shell.address.0).unwrap();
    assert_eq!(handles.get(child.process.address, inherited).unwrap().granted, 0x0400);
    machine.as_program(&child.process, ps::exit).unwrap();
    assert_eq!(handles.of_process(child.process.address).len(), 0);
    assert!(machine.ob.objects.get(object).is_some(), "the creator's handle keeps it");
    machine.as_program(&shell, |cx| ob::close_handle(cx, shell.address, child.handle.unwrap())).unwrap();
    assert!(machine.ob.objects.get(object).is_none());
}

#[test]
fn a_duplicate_names_source_and_receiver_and_asks_for_what_it_lacks() {
    let _alone = alone();
    let machine = boot();
    let (shell, user) = (Arc::clone(machine.ps.shell()), program(&machine, Account::User));
    let target = program(&machine, Account::Administrator);
    registers(&machine, Asked { context: 1, ..ORDINARY });
    let opened = machine.as_program(&shell, |cx| ob::nt_open_process(cx, target.id, 0, 0x0410)).unwrap().unwrap();
    seen();
    let duplicate = |caller: &Arc<Process>, desired| {
        let asked = Duplicate { source: shell.clone(), handle: opened.handle, receiver: user.clone(), desired };
        machine.as_program(caller, |cx| ob::duplicate(cx, &asked)).unwrap().map(|copy| copy.granted)
    };
    assert_eq!(duplicate(&shell, None), Ok(0x0410));
    assert_eq!(duplicate(&shell, Some(0x0401)), Ok(0x0400));
    assert_eq!(duplicate(&user, Some(0x0400)), Err(STATUS_ACCESS_DENIED), "a user may not open the source");
    let duplicates = seen().into_iter().filter(|seen| seen.1 == 2).collect::<Vec<_>>();
    let object = target.address.0;
    assert_eq!(duplicates, [(1, 2, 0, object, 0x0410, 0x0410), (1, 2, 0, object, 0x0401, 0x0401)]);
    let closed = machine.as_program(&user, |cx| ob::close_handle(cx, user.address, ob::Handle(0x4444))).unwrap();
    assert_eq!(closed, STATUS_INVALID_HANDLE);
}

extern "win64" fn kernel_handle(process: usize) -> usize {
    let mut handle = 0_usize;
    let open = service!(ObOpenObjectByPointer(usize, u32, usize, u32, usize, i8, *mut usize) -> i32);
    let process_type = unsafe { (fake_driver::service("PsProcessType") as *const usize).read() };
    assert_eq!(
        open(process, OBJ_KERNEL_HANDLE, 0, 0x1000, process_type ^ 8, 0, &mut handle),
        STATUS_OBJECT_TYPE_MISMATCH
    );
    assert_eq!(open(process, OBJ_KERNEL_HANDLE, 0, 0x1000, process_type, 0, &mut handle), STATUS_SUCCESS);
    handle
}

extern "win64" fn reference(handle: usize) -> usize {
    let (mut object, mut information) = (0_usize, [0_u32; 2]);
    let by_handle = service!(ObReferenceObjectByHandle(usize, u32, usize, i8, *mut usize, *mut [u32; 2]) -> i32);
    assert_eq!(by_handle(handle, 0, 0, 0, &mut object, &mut information), STATUS_SUCCESS);
    assert_eq!(information, [0, 0x1000]);
    object
}

extern "win64" fn dereference(object: usize) -> usize {
    service!(ObfDereferenceObject(usize) -> isize)(object) as usize
}

extern "win64" fn close(handle: usize) -> usize {
    service!(ZwClose(usize) -> i32)(handle) as usize
}

#[test]
fn kernel_handles_and_references_that_are_left_are_named() {
    let _alone = alone();
    let machine = boot();
    registers(&machine, ORDINARY);
    let shell = machine.ps.shell().address.0;
    let handle = driver_runs(&machine, kernel_handle, shell);
    assert_eq!(handle >> 31, 0x1_FFFF_FFFF);
    assert_eq!(seen(), [(0, 1, 1, shell, 0x1000, 0x1000)]);
    assert_eq!(driver_runs(&machine, reference, handle), shell);
    driver_runs(&machine, unregister, LAST.load(Ordering::SeqCst));
    let left = ["a kernel handle to a process, with access 0x1000", "1 reference(s) to a process"];
    assert_eq!(machine.ob.left_behind(DRIVER), left);
    driver_runs(&machine, dereference, shell);
    driver_runs(&machine, close, handle);
    assert_eq!(machine.ob.left_behind(DRIVER), Vec::<String>::new());
}

#[test]
fn a_process_that_is_dereferenced_too_often_and_a_kernel_handle_that_is_closed_twice_are_named() {
    let _alone = alone();
    let machine = boot();
    let shell = machine.ps.shell().address.0;
    let stop = driver_stops(&machine, dereference, shell);
    assert!(stop.contains("dereferenced more often"), "{stop}");
    let machine = boot();
    let handle = driver_runs(&machine, kernel_handle, machine.ps.shell().address.0);
    driver_runs(&machine, close, handle);
    let stop = driver_stops(&machine, close, handle);
    assert!(stop.contains("bug check 0x93"), "{stop}");
}

#[test]
fn an_attacker_takes_callbacks_out_puts_them_back_and_silences_them() {
    let _alone = alone();
    let machine = boot();
    registers(&machine, Asked { context: 1, ..ORDINARY });
    let shell = Arc::clone(machine.ps.shell());
    let callbacks = &machine.ob.callbacks;
    assert_eq!(callbacks.unlink(DRIVER), 1);
    assert_eq!(open(&machine, &shell, &shell, 1), Ok(1));
    assert_eq!(registers(&machine, ORDINARY), STATUS_SUCCESS, "the altitude is free");
    assert!(callbacks.relink(1) && !callbacks.relink(2));
    assert_eq!(open(&machine, &shell, &shell, 3), Ok(2));
    callbacks.silence(DRIVER);
    seen();
    assert_eq!(open(&machine, &shell, &shell, 1), Ok(1));
    assert_eq!(seen(), []);
}

#[test]
fn thread_handles_pass_callbacks_for_processes_by() {
    let _alone = alone();
    let machine = boot();
    registers(&machine, Asked { context: 1, ..ORDINARY });
    let shell = Arc::clone(machine.ps.shell());
    let granted = machine.as_program(&shell, |cx| {
        let thread = ps::current_thread(cx);
        ob::open_thread(cx, &thread, 0, 1, Mode::User).map(|opened| opened.granted)
    });
    assert_eq!(granted, Ok(Ok(1)));
    assert_eq!(seen(), []);
}
