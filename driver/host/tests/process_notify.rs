//! Process-notify routines of a driver.

#[macro_use]
mod fake_driver;

use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use edrkm_host::machine::Machine;
use edrkm_host::ps::{self, Process, Spec, Start, Started};
use edrkm_host::se::{Account, Token};
use edrkm_host::text::Text;
use fake_driver::{boot, boot_changed, driver_runs, driver_stops, DRIVER};
use kernel_abi::{
    PS_CREATE_NOTIFY_INFO, STATUS_ACCESS_DENIED, STATUS_INVALID_PARAMETER, STATUS_PROCEDURE_NOT_FOUND, STATUS_SUCCESS,
    UNICODE_STRING,
};

const IMAGE: &str = r"\Device\HarddiskVolume3\dir\x.exe";

type Routine = extern "win64" fn(usize, usize, *mut PS_CREATE_NOTIFY_INFO);

/// One call of a routine.
#[derive(Clone, PartialEq, Debug)]
struct Told {
    routine: u32,
    id: usize,
    thread: usize,
    created: Option<(usize, usize, usize, u32, String, String)>,
    image: String,
}

static TOLD: Mutex<Vec<Told>> = Mutex::new(Vec::new());
static REFUSE: AtomicI32 = AtomicI32::new(0);
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn text(string: *const UNICODE_STRING) -> String {
    Text::read(string).map_or("null".into(), |text| text.to_string())
}

fn image_of(process: usize) -> String {
    let mut name = std::ptr::null_mut();
    let status = service!(SeLocateProcessImageName(usize, *mut *mut UNICODE_STRING) -> i32)(process, &mut name);
    assert_eq!(status, STATUS_SUCCESS);
    let image = text(name);
    service!(ExFreePoolWithTag(usize, u32))(name as usize, 0);
    image
}

fn note(routine: u32, process: usize, id: usize, info: *mut PS_CREATE_NOTIFY_INFO) {
    assert_eq!(service!(PsGetProcessId(usize) -> usize)(process), id);
    let created = unsafe { info.as_ref() }.map(|info| {
        let ids = (info.ParentProcessId as usize, info.CreatingThreadId.UniqueProcess as usize);
        let file = unsafe { text(&raw const (*info.FileObject).FileName) };
        assert_eq!(file, r"\dir\x.exe");
        (
            ids.0,
            ids.1,
            info.CreatingThreadId.UniqueThread as usize,
            info.Flags,
            text(info.ImageFileName),
            text(info.CommandLine),
        )
    });
    let thread = service!(PsGetCurrentThreadId() -> usize)();
    TOLD.lock().unwrap().push(Told { routine, id, thread, created, image: image_of(process) });
    let refuse = REFUSE.load(Ordering::SeqCst);
    if let (Some(info), true) = (unsafe { info.as_mut() }, refuse != 0) {
        info.CreationStatus = refuse;
    }
}

extern "win64" fn first(process: usize, id: usize, info: *mut PS_CREATE_NOTIFY_INFO) {
    note(1, process, id, info);
}

extern "win64" fn second(process: usize, id: usize, info: *mut PS_CREATE_NOTIFY_INFO) {
    note(2, process, id, info);
}

fn set(routine: Routine, remove: u8) -> i32 {
    service!(PsSetCreateProcessNotifyRoutineEx(usize, u8) -> i32)(routine as usize, remove)
}

extern "win64" fn add_both(_: usize) -> usize {
    assert_eq!((set(first, 0), set(second, 0)), (0, 0));
    0
}

extern "win64" fn add_first(_: usize) -> usize {
    set(first, 0) as usize
}

extern "win64" fn remove_first(_: usize) -> usize {
    set(first, 1) as usize
}

fn spec(parent: u32) -> Spec {
    Spec {
        image: Text::from(IMAGE),
        token: Token::of(Account::Administrator),
        wow64: false,
        minimal: false,
        parent,
        one_thread: true,
    }
}

fn start_as(machine: &Arc<Machine>, creator: &Arc<Process>, spec: Spec, how: &Start) -> Started {
    machine.as_program(creator, |cx| ps::start(cx, spec, how)).unwrap().unwrap()
}

fn start(machine: &Arc<Machine>) -> Started {
    let shell = Arc::clone(machine.ps.shell());
    let how = Start {
        command_line: Some("x -y".into()),
        image_name: Some(r"\??\C:\dir\x.exe".into()),
        open_name_available: true,
        ..Start::default()
    };
    start_as(machine, &shell, spec(shell.id), &how)
}

fn told() -> Vec<Told> {
    std::mem::take(&mut TOLD.lock().unwrap())
}

fn alone() -> std::sync::MutexGuard<'static, ()> {
    let guard = ONE_AT_A_TIME.lock().unwrap_or_else(|broken| broken.into_inner());
    TOLD.lock().unwrap_or_else(|broken| broken.into_inner()).clear();
    REFUSE.store(0, Ordering::SeqCst);
    guard
}

#[test]
fn routines_are_told_of_creation_and_exit_in_slot_order() {
    let _alone = alone();
    let machine = boot();
    driver_runs(&machine, add_both, 0);
    let started = start(&machine);
    assert_eq!(started.status, STATUS_SUCCESS);
    let created = told();
    assert_eq!(created.iter().map(|told| told.routine).collect::<Vec<_>>(), [1, 2]);
    let (shell, thread) = (machine.ps.shell().id as usize, created[0].thread);
    let names = (r"\??\C:\dir\x.exe".to_owned(), "x -y".to_owned());
    assert_eq!(created[0].created, Some((shell, shell, thread, 1, names.0, names.1)));
    assert_eq!((created[0].id, created[0].image.as_str()), (started.process.id as usize, IMAGE));
    machine.as_program(&started.process, ps::exit).unwrap();
    let exited = told();
    assert_eq!(
        exited.iter().map(|told| (told.routine, told.created.is_none())).collect::<Vec<_>>(),
        [(1, true), (2, true)]
    );
    assert_ne!(exited[0].thread, thread);
    assert!(machine.ps.process(started.process.id).is_none());
    assert_eq!(machine.violations(), Vec::<String>::new());
}

#[test]
fn an_error_in_creation_status_refuses_the_process_and_its_exit_is_told_where_the_profile_says_so() {
    let _alone = alone();
    for (exit_is_told, calls) in [(true, 4), (false, 2)] {
        let rule = format!("\"slots\": 64, \"refusedExit\": {exit_is_told}");
        let machine = boot_changed(|profile| profile.replace("\"slots\": 64", &rule));
        driver_runs(&machine, add_both, 0);
        REFUSE.store(STATUS_ACCESS_DENIED, Ordering::SeqCst);
        let started = start(&machine);
        assert_eq!(started.status, STATUS_ACCESS_DENIED);
        assert!(machine.ps.process(started.process.id).is_none() && started.handle.is_none());
        assert_eq!(told().len(), calls);
    }
}

#[test]
fn a_warning_in_creation_status_refuses_nothing() {
    let _alone = alone();
    let machine = boot();
    driver_runs(&machine, add_both, 0);
    REFUSE.store(0x8000_0005_u32 as i32, Ordering::SeqCst);
    assert_eq!(start(&machine).status, STATUS_SUCCESS);
}

#[test]
fn both_rules_of_duplicates() {
    let _alone = alone();
    let machine = boot();
    assert_eq!(driver_runs(&machine, add_first, 0) as i32, STATUS_SUCCESS);
    assert_eq!(driver_runs(&machine, add_first, 0) as i32, STATUS_INVALID_PARAMETER);
    let machine =
        boot_changed(|profile| profile.replace("\"duplicate\": \"refused\"", "\"duplicate\": \"second-slot\""));
    assert_eq!(driver_runs(&machine, add_first, 0) as i32, STATUS_SUCCESS);
    assert_eq!(driver_runs(&machine, add_first, 0) as i32, STATUS_SUCCESS);
    start(&machine);
    assert_eq!(told().len(), 2);
    assert_eq!(driver_runs(&machine, remove_first, 0) as i32, STATUS_SUCCESS);
    start(&machine);
    assert_eq!(told().len(), 1);
}

#[test]
fn the_table_is_full_and_what_does_not_stand_can_not_be_removed() {
    let _alone = alone();
    let machine = boot_changed(|profile| profile.replace("\"slots\": 64", "\"slots\": 1"));
    assert_eq!(driver_runs(&machine, remove_first, 0) as i32, STATUS_PROCEDURE_NOT_FOUND);
    assert_eq!(driver_runs(&machine, add_first, 0) as i32, STATUS_SUCCESS);
    extern "win64" fn add_second(_: usize) -> usize {
        set(second, 0) as usize
    }
    assert_eq!(driver_runs(&machine, add_second, 0) as i32, STATUS_INVALID_PARAMETER);
    assert_eq!(machine.ps.left_behind(&machine, DRIVER), ["1 process-notify routine(s)"]);
    assert_eq!(driver_runs(&machine, remove_first, 0) as i32, STATUS_SUCCESS);
    assert_eq!(machine.ps.left_behind(&machine, DRIVER), Vec::<String>::new());
}

#[test]
fn minimal_processes_are_not_told() {
    let _alone = alone();
    let machine = boot();
    driver_runs(&machine, add_both, 0);
    let shell = Arc::clone(machine.ps.shell());
    let started = start_as(&machine, &shell, Spec { minimal: true, ..spec(shell.id) }, &Start::default());
    machine.as_program(&started.process, ps::exit).unwrap();
    assert_eq!(told(), []);
}

#[test]
fn a_parent_may_be_another_than_the_creator_and_an_ended_id_comes_again() {
    let _alone = alone();
    let machine = boot();
    driver_runs(&machine, add_both, 0);
    let (creator, shell) = (start(&machine).process, Arc::clone(machine.ps.shell()));
    told();
    let started = start_as(&machine, &creator, spec(shell.id), &Start::default());
    let created = told()[0].created.clone().unwrap();
    assert_eq!((created.0, created.1), (shell.id as usize, creator.id as usize));
    assert_eq!((created.3, created.4.as_str(), created.5.as_str()), (0, "null", "null"));
    machine.as_program(&started.process, ps::exit).unwrap();
    let id = started.process.id;
    let again = start_as(&machine, &creator, spec(shell.id), &Start { ended_id: Some(id), ..Start::default() });
    assert_eq!(again.process.id, id);
    assert_ne!(again.process.address, started.process.address);
    let twice = machine.as_program(&creator, |cx| {
        ps::start(cx, spec(shell.id), &Start { ended_id: Some(id), ..Start::default() }).is_err()
    });
    assert_eq!(twice, Ok(true));
}

#[test]
fn a_routine_that_removes_itself_waits_for_itself() {
    let _alone = alone();
    extern "win64" fn removes_itself(_: usize, _: usize, _: *mut PS_CREATE_NOTIFY_INFO) {
        set(removes_itself, 1);
    }
    extern "win64" fn add(_: usize) -> usize {
        set(removes_itself, 0) as usize
    }
    let machine = boot();
    driver_runs(&machine, add, 0);
    let shell = Arc::clone(machine.ps.shell());
    assert!(machine.as_program(&shell, |cx| ps::start(cx, spec(shell.id), &Start::default()).is_ok()).is_err());
    assert!(machine.violations()[0].contains("waits for itself"), "{:?}", machine.violations());
}

#[test]
fn what_a_routine_changes_beside_creation_status_is_named() {
    let _alone = alone();
    extern "win64" fn changes(_: usize, _: usize, info: *mut PS_CREATE_NOTIFY_INFO) {
        if let Some(info) = unsafe { info.as_mut() } {
            info.Flags = 7;
        }
    }
    extern "win64" fn add(_: usize) -> usize {
        set(changes, 0) as usize
    }
    let machine = boot();
    driver_runs(&machine, add, 0);
    let shell = Arc::clone(machine.ps.shell());
    assert!(machine.as_program(&shell, |cx| ps::start(cx, spec(shell.id), &Start::default()).is_ok()).is_err());
    assert!(machine.violations()[0].contains("changed more than CreationStatus"), "{:?}", machine.violations());
}

#[test]
fn a_removal_waits_for_the_call_under_way() {
    let _alone = alone();
    static ENTERED: AtomicUsize = AtomicUsize::new(0);
    static RETURNED: AtomicUsize = AtomicUsize::new(0);
    extern "win64" fn slow(_: usize, _: usize, _: *mut PS_CREATE_NOTIFY_INFO) {
        ENTERED.store(1, Ordering::SeqCst);
        std::thread::sleep(std::time::Duration::from_millis(100));
        RETURNED.store(1, Ordering::SeqCst);
    }
    extern "win64" fn add(_: usize) -> usize {
        set(slow, 0) as usize
    }
    extern "win64" fn remove(_: usize) -> usize {
        assert_eq!(set(slow, 1), STATUS_SUCCESS);
        RETURNED.load(Ordering::SeqCst)
    }
    let machine = boot();
    driver_runs(&machine, add, 0);
    let other = Arc::clone(&machine);
    let starter = std::thread::spawn(move || start(&other).status);
    while ENTERED.load(Ordering::SeqCst) == 0 {
        std::thread::yield_now();
    }
    assert_eq!(driver_runs(&machine, remove, 0), 1);
    assert_eq!(starter.join().unwrap(), STATUS_SUCCESS);
}

#[test]
fn an_image_name_that_is_not_freed_is_left_behind() {
    let _alone = alone();
    extern "win64" fn take(process: usize) -> usize {
        let mut name: *mut UNICODE_STRING = std::ptr::null_mut();
        service!(SeLocateProcessImageName(usize, *mut *mut UNICODE_STRING) -> i32)(process, &mut name);
        name as usize
    }
    extern "win64" fn free(name: usize) -> usize {
        service!(ExFreePoolWithTag(usize, u32))(name, 0);
        0
    }
    let machine = boot();
    let system = machine.ps.system_process().address.0;
    let name = driver_runs(&machine, take, system);
    assert_eq!(unsafe { (name as *const UNICODE_STRING).read() }.Length, 0);
    assert_eq!(machine.ps.left_behind(&machine, DRIVER), ["1 image name(s) of SeLocateProcessImageName"]);
    driver_runs(&machine, free, name);
    assert_eq!(machine.ps.left_behind(&machine, DRIVER), Vec::<String>::new());
}

#[test]
fn a_process_that_is_gone_is_named() {
    let _alone = alone();
    extern "win64" fn ask(process: usize) -> usize {
        service!(PsGetProcessId(usize) -> usize)(process)
    }
    let machine = boot();
    let process = start(&machine).process;
    machine.as_program(&process, ps::exit).unwrap();
    let stop = driver_stops(&machine, ask, process.address.0);
    assert!(stop.contains("is no process, or it is gone"), "{stop}");
}

#[test]
fn a_routine_that_leaves_its_critical_region_is_named() {
    let _alone = alone();
    extern "win64" fn leaves(_: usize, _: usize, _: *mut PS_CREATE_NOTIFY_INFO) {
        service!(KeLeaveCriticalRegion())();
    }
    extern "win64" fn add(_: usize) -> usize {
        set(leaves, 0) as usize
    }
    let machine = boot();
    driver_runs(&machine, add, 0);
    let shell = Arc::clone(machine.ps.shell());
    assert!(machine.as_program(&shell, |cx| ps::start(cx, spec(shell.id), &Start::default()).is_ok()).is_err());
    assert!(machine.violations()[0].contains("critical region"), "{:?}", machine.violations());
}
