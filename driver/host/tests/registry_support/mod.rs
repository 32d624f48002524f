//! Calls the registry's services as a driver does.
#![allow(dead_code, unused_imports)]

use edrkm_host::cm;
use edrkm_host::guest::{current, Context};
use edrkm_host::loader::exported;
use edrkm_host::machine::{Machine, Options};
use edrkm_host::ob::{self, Body, Handle};
use kernel_abi::{InitializeObjectAttributes, NTSTATUS, OBJ_CASE_INSENSITIVE, OBJ_KERNEL_HANDLE, UNICODE_STRING};
use std::sync::Arc;

pub fn boot(profile: &str) -> Arc<Machine> {
    let file = format!(
        "{}/../../fixtures/src/main/resources/dev/auroraedr/km/fixtures/profiles/{profile}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let profile = std::fs::read_to_string(file).unwrap();
    Machine::boot(&profile, Options { seed: 1, deterministic: true, special_pool: true }).unwrap()
}

/// A string of a driver.
pub struct Unicode {
    units: Vec<u16>,
    string: UNICODE_STRING,
}

impl Unicode {
    pub fn of(text: &str) -> Self {
        let mut units = text.encode_utf16().collect::<Vec<_>>();
        let bytes = (units.len() * 2) as u16;
        let string = UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: units.as_mut_ptr() };
        Self { units, string }
    }

    pub fn pointer(&self) -> *const UNICODE_STRING {
        let _ = &self.units;
        &raw const self.string
    }
}

/// The address of a service as `function` types it.
pub fn service<F: Copy>(name: &str) -> F {
    let address = exported(current().machine(), name).unwrap_or_else(|| panic!("no service {name}")).address.0;
    unsafe { std::mem::transmute_copy::<*const (), F>(&address) }
}

pub fn register(function: usize, context: usize, altitude: Option<&str>) -> (NTSTATUS, i64) {
    let mut cookie = 0;
    let status = match altitude {
        None => {
            let call: extern "win64" fn(usize, usize, *mut i64) -> NTSTATUS = service("CmRegisterCallback");
            call(function, context, &raw mut cookie)
        }
        Some(altitude) => {
            type Call = extern "win64" fn(usize, *const UNICODE_STRING, usize, usize, *mut i64, usize) -> NTSTATUS;
            let call: Call = service("CmRegisterCallbackEx");
            call(function, Unicode::of(altitude).pointer(), 1, context, &raw mut cookie, 0)
        }
    };
    (status, cookie)
}

pub fn unregister(cookie: i64) -> NTSTATUS {
    let call: extern "win64" fn(i64) -> NTSTATUS = service("CmUnRegisterCallback");
    call(cookie)
}

/// A value of one byte is set in a key that was opened without asking anybody.
pub fn set_value(cx: &Context, key: &str, name: &str) -> NTSTATUS {
    let key = cm::open_by_id(cx, cx.machine().cm.ensure(&key.into()));
    let status = cm::set_value(cx, &key, &name.into(), 3, &[1]);
    ob::release(cx, key.address);
    status
}

pub fn zw_open(root: Option<usize>, name: &str, access: u32) -> (NTSTATUS, usize) {
    let name = Unicode::of(name);
    let mut attributes = InitializeObjectAttributes(name.pointer(), OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE);
    attributes.RootDirectory = root.unwrap_or(0) as *mut _;
    let mut handle = 0;
    let call: extern "win64" fn(*mut usize, u32, usize) -> NTSTATUS = service("ZwOpenKey");
    (call(&raw mut handle, access, &raw const attributes as usize), handle)
}

pub fn zw_create(root: Option<usize>, name: &str, access: u32) -> (NTSTATUS, usize, bool) {
    zw_create_with(root, name, access, 0)
}

pub fn zw_create_with(root: Option<usize>, name: &str, access: u32, options: u32) -> (NTSTATUS, usize, bool) {
    let name = Unicode::of(name);
    let mut attributes = InitializeObjectAttributes(name.pointer(), OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE);
    attributes.RootDirectory = root.unwrap_or(0) as *mut _;
    let (mut handle, mut disposition) = (0, 0);
    type Call = extern "win64" fn(*mut usize, u32, usize, u32, usize, u32, *mut u32) -> NTSTATUS;
    let call: Call = service("ZwCreateKey");
    let status = call(&raw mut handle, access, &raw const attributes as usize, 0, 0, options, &raw mut disposition);
    (status, handle, disposition == 1)
}

/// Closes a kernel handle.
pub fn zw_close(handle: usize) -> NTSTATUS {
    let cx = current();
    ob::close_handle(cx, cx.machine().ps.system_process().address, Handle(handle as u64))
}

/// Path of the key of a kernel handle.
pub fn key_path(handle: usize) -> String {
    let machine = current().machine();
    let entry = machine.ob.handles.get(machine.ps.system_process().address, Handle(handle as u64)).unwrap();
    match entry.body {
        Body::Key(key) => machine.cm.path(key.key).to_string(),
        _ => panic!("no key"),
    }
}

/// A service that takes a handle alone.
pub fn on_handle(name: &str, handle: usize) -> NTSTATUS {
    let call: extern "win64" fn(usize) -> NTSTATUS = service(name);
    call(handle)
}

/// ZwQueryValueKey into so many bytes: status, needed, what the buffer holds.
pub fn query(handle: usize, name: &str, bytes: usize) -> (NTSTATUS, u32, Vec<u8>) {
    let name = Unicode::of(name);
    let (mut buffer, mut needed) = (vec![0xEE; bytes], 0);
    type Call = extern "win64" fn(usize, *const UNICODE_STRING, i32, *mut u8, u32, *mut u32) -> NTSTATUS;
    let call: Call = service("ZwQueryValueKey");
    let status = call(handle, name.pointer(), 2, buffer.as_mut_ptr(), bytes as u32, &raw mut needed);
    (status, needed, buffer)
}

/// ZwSetValueKey.
pub fn set(handle: usize, name: &str, kind: u32, data: &[u8]) -> NTSTATUS {
    let name = Unicode::of(name);
    type Call = extern "win64" fn(usize, *const UNICODE_STRING, u32, u32, *const u8, u32) -> NTSTATUS;
    let call: Call = service("ZwSetValueKey");
    call(handle, name.pointer(), 0, kind, data.as_ptr(), data.len() as u32)
}
