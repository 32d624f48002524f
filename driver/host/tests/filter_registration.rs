//! Drivers register filters: FLT_REGISTRATION, the registry's instances, unload.

mod filter_support;
mod support;

use std::sync::Arc;

use edrkm_host::cm::Value;
use edrkm_host::flt;
use edrkm_host::guest;
use edrkm_host::machine::Machine;
use edrkm_host::text::Text;
use filter_support::{fresh_log, log, logged, text, DRIVER, IMAGE};
use kernel_abi::*;
use support::{boot, kernel};

const SERVICE: &str = "Tested";

/// A driver object, its name, and what it registers.
struct TestDriver {
    object: Box<DRIVER_OBJECT>,
    _name: Vec<u16>,
    registration: FLT_REGISTRATION,
    filter: usize,
}

impl TestDriver {
    fn new() -> Self {
        let mut name = format!("\\FileSystem\\{SERVICE}").encode_utf16().collect::<Vec<_>>();
        let mut object: Box<DRIVER_OBJECT> = Box::new(unsafe { std::mem::zeroed() });
        let length = 2 * name.len() as u16;
        object.DriverName = UNICODE_STRING { Length: length, MaximumLength: length, Buffer: name.as_mut_ptr() };
        object.DriverUnload = Some(own_unload);
        let mut registration: FLT_REGISTRATION = unsafe { std::mem::zeroed() };
        registration.Size = size_of::<FLT_REGISTRATION>() as u16;
        registration.Version = FLT_REGISTRATION_VERSION;
        registration.FilterUnloadCallback = Some(agree);
        Self { object, _name: name, registration, filter: 0 }
    }

    fn register(&mut self) -> NTSTATUS {
        let arguments =
            [&raw mut *self.object as usize, &raw const self.registration as usize, &raw mut self.filter as usize];
        let status = DRIVER.with(|driver| driver.call("FltRegisterFilter", &arguments)) as i32;
        FILTER.set(self.filter);
        status
    }

    fn stop_service(&self) {
        if let Some(unload) = self.object.DriverUnload {
            guest::call(IMAGE, unload as usize, &[&raw const *self.object as usize]);
        }
    }
}

thread_local! {
    static FILTER: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

unsafe extern "win64" fn own_unload(_driver: *mut DRIVER_OBJECT) {
    log("driver unload");
}

unsafe extern "win64" fn agree(flags: u32) -> NTSTATUS {
    log(&format!("filter unload {flags}"));
    kernel("FltUnregisterFilter", &[FILTER.get()]);
    STATUS_SUCCESS
}

unsafe extern "win64" fn refuse(flags: u32) -> NTSTATUS {
    log(&format!("asked {flags}"));
    STATUS_FLT_DO_NOT_DETACH
}

unsafe extern "win64" fn forget(_flags: u32) -> NTSTATUS {
    STATUS_SUCCESS
}

fn put(machine: &Machine, below: &str, name: &str, kind: u32, data: &[u8]) {
    let key = format!("\\Registry\\Machine\\System\\CurrentControlSet\\Services\\{SERVICE}\\{below}");
    machine.cm.put(&text(&key), Value { name: Text::from(name), kind, data: data.to_vec() });
}

fn wide(text: &str) -> Vec<u8> {
    format!("{text}\0").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A machine with the service's default instance in the right place.
fn installed(altitude: &str) -> Arc<Machine> {
    let machine = boot(false);
    put(&machine, "Parameters\\Instances", "DefaultInstance", REG_SZ, &wide("Top"));
    put(&machine, "Parameters\\Instances\\Top", "Altitude", REG_SZ, &wide(altitude));
    put(&machine, "Parameters\\Instances\\Top", "Flags", REG_DWORD, &[0; 4]);
    machine
}

fn registered(machine: &Arc<Machine>, change: impl FnOnce(&mut TestDriver)) -> NTSTATUS {
    let mut driver = TestDriver::new();
    change(&mut driver);
    machine.as_system(|_| driver.register()).unwrap()
}

#[test]
fn the_instance_is_read_from_where_this_windows_keeps_it() {
    let machine = installed("385000.5");
    assert_eq!(registered(&machine, |_| {}), STATUS_SUCCESS);
    let filter = &machine.flt.filters_of(IMAGE)[0];
    assert_eq!((filter.altitude().to_string().as_str(), &filter.name), ("385000.5", &text(SERVICE)));
    let elsewhere = boot(false);
    put(&elsewhere, "Instances", "DefaultInstance", REG_SZ, &wide("Top"));
    put(&elsewhere, "Instances\\Top", "Altitude", REG_SZ, &wide("1"));
    assert_eq!(registered(&elsewhere, |_| {}), STATUS_OBJECT_NAME_NOT_FOUND);
    assert_eq!(registered(&boot(false), |_| {}), STATUS_OBJECT_NAME_NOT_FOUND);
    assert_eq!(registered(&installed("high"), |_| {}), STATUS_INVALID_PARAMETER);
    let of_another_type = installed("1");
    put(&of_another_type, "Parameters\\Instances\\Top", "Altitude", REG_DWORD, &[1, 0, 0, 0]);
    assert_eq!(registered(&of_another_type, |_| {}), STATUS_OBJECT_NAME_NOT_FOUND);
}

#[test]
fn several_instances_attach_each_at_its_altitude_unless_they_say_no() {
    let machine = installed("3");
    for (name, altitude, flags) in [("Low", "1", 0), ("Manual", "2", 1)] {
        put(&machine, &format!("Parameters\\Instances\\{name}"), "Altitude", REG_SZ, &wide(altitude));
        put(&machine, &format!("Parameters\\Instances\\{name}"), "Flags", REG_DWORD, &[flags, 0, 0, 0]);
    }
    let mut driver = TestDriver::new();
    machine
        .as_system(|_| {
            assert_eq!(driver.register(), STATUS_SUCCESS);
            let start = || DRIVER.with(|one| one.call("FltStartFiltering", &[driver.filter])) as i32;
            assert_eq!((start(), start()), (STATUS_SUCCESS, STATUS_INVALID_PARAMETER));
        })
        .unwrap();
    let names = machine.flt.instances_of(IMAGE).iter().map(|one| one.name.to_string()).collect::<Vec<_>>();
    let (top, low) = (names.iter().filter(|name| *name == "Top"), names.iter().filter(|name| *name == "Low"));
    assert_eq!((top.count(), low.count()), (names.len() / 2, names.len() / 2));
}

#[test]
fn registrations_of_another_revision_or_size_are_refused() {
    let refused = STATUS_INVALID_PARAMETER;
    assert_eq!(registered(&installed("1"), |driver| driver.registration.Version = 0x0204), refused);
    assert_eq!(registered(&installed("1"), |driver| driver.registration.Version = 0x0103), refused);
    assert_eq!(registered(&installed("1"), |driver| driver.registration.Size = 0x68), refused);
    let of_vista = |driver: &mut TestDriver| {
        (driver.registration.Version, driver.registration.Size) = (0x0202, 0x68);
    };
    assert_eq!(registered(&installed("1"), of_vista), STATUS_SUCCESS);
    let half_a_pair = |driver: &mut TestDriver| {
        driver.registration.GenerateFileNameCallback = agree as *mut std::ffi::c_void;
    };
    assert_eq!(registered(&installed("1"), half_a_pair), refused);
}

#[test]
fn a_driver_has_one_filter() {
    let machine = installed("1");
    let mut driver = TestDriver::new();
    let statuses = machine.as_system(|_| (driver.register(), driver.register()));
    assert_eq!(statuses, Ok((STATUS_SUCCESS, STATUS_FLT_INSTANCE_ALTITUDE_COLLISION)));
}

#[test]
fn a_service_stop_goes_through_the_filter_manager_and_then_to_the_driver() {
    let machine = installed("1");
    fresh_log();
    let mut driver = TestDriver::new();
    machine
        .as_system(|_| {
            driver.register();
            assert!(flt::is_unload_routine(driver.object.DriverUnload.unwrap() as usize));
            driver.stop_service();
        })
        .unwrap();
    assert_eq!(logged(), ["filter unload 1", "driver unload"]);
    assert_eq!((machine.flt.left_behind(IMAGE), machine.violations()), (Vec::new(), Vec::new()));
}

#[test]
fn a_filter_unload_can_be_refused_and_a_mandatory_one_can_not() {
    let machine = installed("1");
    fresh_log();
    let mut driver = TestDriver::new();
    driver.registration.FilterUnloadCallback = Some(refuse);
    let statuses = machine.as_system(|cx| {
        let none = flt::filter_unload(cx, IMAGE, false);
        driver.register();
        (none, flt::filter_unload(cx, IMAGE, false))
    });
    assert_eq!(statuses, Ok((STATUS_FLT_FILTER_NOT_FOUND, STATUS_FLT_DO_NOT_DETACH)));
    assert!(machine.as_system(|cx| flt::filter_unload(cx, IMAGE, true)).is_err());
    assert!(machine.violations()[0].contains("left the filter at altitude 1 registered"));
    assert_eq!(logged(), ["asked 0", "asked 1"]);
}

#[test]
fn without_unload_callback_a_filter_stays() {
    let machine = installed("1");
    let mut driver = TestDriver::new();
    driver.registration.FilterUnloadCallback = None;
    let status = machine.as_system(|cx| {
        driver.register();
        flt::filter_unload(cx, IMAGE, true)
    });
    assert_eq!((status, driver.object.DriverUnload.is_some()), (Ok(STATUS_FLT_DO_NOT_DETACH), false));
    let machine = installed("1");
    let mut driver = TestDriver::new();
    driver.registration.Flags = FLTFL_REGISTRATION_DO_NOT_SUPPORT_SERVICE_STOP;
    let status = machine.as_system(|cx| {
        driver.register();
        flt::filter_unload(cx, IMAGE, false)
    });
    assert_eq!((status, driver.object.DriverUnload.is_some()), (Ok(STATUS_SUCCESS), false));
}

#[test]
fn an_unload_that_leaves_the_filter_registered_stops_the_machine() {
    let machine = installed("1");
    let mut driver = TestDriver::new();
    driver.registration.FilterUnloadCallback = Some(forget);
    let ended = machine.as_system(|cx| {
        driver.register();
        flt::filter_unload(cx, IMAGE, false)
    });
    assert!(ended.is_err());
}
