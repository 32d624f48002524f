//! A second driver, for tests only: it occupies what the driver under test wants, filters beside it, and calls as a kernel
//! component does. [`protocol`] says how a test program asks for it.
//!
//! What is registered stands until it is undone by its id, or until the driver is unloaded. Control requests are served one at a
//! time; callbacks share nothing with them but logs.
#![cfg_attr(windows, no_std)]
#![cfg(windows)]

mod device;
mod filter_callbacks;
mod filters;
mod kernel;
mod keys;
mod log;
mod objects;
mod processes;
pub mod protocol;
mod registrations;
mod registry;

use kernel_abi::{
    kernel_fn, DRIVER_OBJECT, FLTFL_FILTER_UNLOAD_MANDATORY, NTSTATUS, STATUS_FLT_DO_NOT_DETACH,
    STATUS_INSUFFICIENT_RESOURCES, STATUS_SUCCESS, UNICODE_STRING,
};

use device::Device;
use filters::Filter;
use kernel::{bytes_of, Bytes, Guarded};
use log::Log;
use objects::ObjectCallback;
use processes::{Role, Slot};
use protocol::{Answer, Request};
use registrations::{Registration, State};
use registry::RegistryCallback;

static STATE: Guarded<State> = Guarded::new(State::new());

kernel_fn! {
    /// The driver's entry. PASSIVE_LEVEL.
    #[no_mangle]
    pub fn DriverEntry(driver: *mut DRIVER_OBJECT, service: *const UNICODE_STRING) -> NTSTATUS {
        STATE.make();
        // SAFETY: the path is valid during the call
        let service = unsafe { bytes_of(service) };
        // SAFETY: DriverEntry has the driver's object alone
        unsafe { (*driver).DriverUnload = Some(unload) };
        STATE.with(|state| begin(state, driver, service).err().unwrap_or(STATUS_SUCCESS))
    }

    fn unload(_driver: *mut DRIVER_OBJECT) {
        STATE.with(State::clear);
    }

    /// A service stop comes here if a filter is registered, and then undoes everything; `fltmc unload` waits for open files.
    fn filter_unload(flags: u32) -> NTSTATUS {
        if flags & FLTFL_FILTER_UNLOAD_MANDATORY == 0 && device::open_files() != 0 {
            return STATUS_FLT_DO_NOT_DETACH;
        }
        STATE.with(State::clear);
        STATUS_SUCCESS
    }
}

fn begin(state: &mut State, driver: *mut DRIVER_OBJECT, service: &[u8]) -> Result<(), NTSTATUS> {
    state.driver = driver;
    state.service = Some(Bytes::copy_of(service).ok_or(STATUS_INSUFFICIENT_RESOURCES)?);
    state.device = Some(Device::create(driver, service).inspect_err(|_| state.service = None)?);
    Ok(())
}

/// Serves a request; `None` if there is no such code. PASSIVE_LEVEL.
fn serve(code: u32, request: &Request<'_>, output: &mut [u8]) -> Option<Answer> {
    // these call into the registry and the object manager, whose callbacks wait for nobody: no need of the state
    Some(match code {
        protocol::DETACH => filters::detach(request),
        protocol::OPEN_KERNEL_HANDLE => objects::open_kernel_handle(request),
        protocol::OPEN_BY_ZW_CALL => objects::open_by_zw_call(request),
        protocol::CREATE_KEY => keys::create(request),
        protocol::SET_VALUE => keys::set(request),
        protocol::DELETE_VALUE => keys::delete_value(request),
        protocol::DELETE_KEY => keys::delete(request),
        protocol::READ_VALUE => keys::read(request, output),
        protocol::OPEN_KEY => keys::open(request),
        _ => return STATE.with(|state| serve_from(state, code, request, output)),
    })
}

fn serve_from(state: &mut State, code: u32, request: &Request<'_>, output: &mut [u8]) -> Option<Answer> {
    let driver = state.driver;
    Some(match code {
        protocol::REGISTER_FILTER => {
            let service = state.service.as_deref().unwrap_or_default();
            let made = Filter::register(request, driver, service);
            state.keep(made.map(Registration::Filter))
        }
        protocol::UNREGISTER => state.unregister(request.id),
        protocol::READ_LOG => state.read_log(request, output),
        protocol::LEAVE_FREE => Answer { number: state.idle.leave_free(request.first), ..Answer::default() },
        protocol::ANSWER_PROCESSES => state.keep(answer_processes(request).map(Registration::Process)),
        protocol::WATCH_PROCESSES => state.keep(watch_processes().map(Registration::Process)),
        protocol::REGISTER_OBJECT_CALLBACK => state.keep(ObjectCallback::register(request).map(Registration::Object)),
        protocol::REGISTER_REGISTRY_CALLBACK => {
            state.keep(RegistryCallback::register(request, driver).map(Registration::Registry))
        }
        _ => return None,
    })
}

fn answer_processes(request: &Request<'_>) -> Result<Slot, NTSTATUS> {
    let image = Bytes::copy_of(request.text).ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
    Slot::register(Some(Role::Answer(image, request.second as NTSTATUS)))
}

fn watch_processes() -> Result<Slot, NTSTATUS> {
    Slot::register(Some(Role::Watch(Log::new().ok_or(STATUS_INSUFFICIENT_RESOURCES)?)))
}

/// The linker asks for it where floating-point code could be, as in compiler-builtins; nothing reads it.
#[no_mangle]
static _fltused: i32 = 0x9875;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: stops the system
    unsafe { kernel_abi::imports::KeBugCheckEx(0xE0DA, 0, 0, 0, 0) }
}
