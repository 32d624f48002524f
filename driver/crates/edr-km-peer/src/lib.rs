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
use protocol::{Answer, Function, Request};
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

/// Serves a request. PASSIVE_LEVEL.
fn serve(function: Function, request: &Request<'_>, output: &mut [u8]) -> Answer {
    match function {
        // these call into the registry and the object manager, whose callbacks wait for nobody: no need of the state
        Function::Detach => filters::detach(request),
        Function::OpenKernelHandle => objects::open_kernel_handle(request),
        Function::OpenByZwCall => objects::open_by_zw_call(request),
        Function::CreateKey => keys::create(request),
        Function::SetValue => keys::set(request),
        Function::DeleteValue => keys::delete_value(request),
        Function::DeleteKey => keys::delete(request),
        Function::ReadValue => keys::read(request, output),
        Function::OpenKey => keys::open(request),
        Function::RegisterFilter
        | Function::Unregister
        | Function::ReadLog
        | Function::LeaveFree
        | Function::AnswerProcesses
        | Function::WatchProcesses
        | Function::RegisterObjectCallback
        | Function::RegisterRegistryCallback => STATE.with(|state| serve_from(state, function, request, output)),
    }
}

fn serve_from(state: &mut State, function: Function, request: &Request<'_>, output: &mut [u8]) -> Answer {
    let driver = state.driver;
    match function {
        Function::RegisterFilter => {
            let service = state.service.as_deref().unwrap_or_default();
            let made = Filter::register(request, driver, service);
            state.keep(made.map(Registration::Filter))
        }
        Function::Unregister => state.unregister(request.id),
        Function::ReadLog => state.read_log(request, output),
        Function::LeaveFree => Answer { number: state.idle.leave_free(request.first), ..Answer::default() },
        Function::AnswerProcesses => {
            let image = Bytes::copy_of(request.text).ok_or(STATUS_INSUFFICIENT_RESOURCES);
            let made = image.and_then(|image| Slot::register(Some(Role::Answer(image, request.second as NTSTATUS))));
            state.keep(made.map(Registration::Process))
        }
        Function::WatchProcesses => {
            let log = Log::new().ok_or(STATUS_INSUFFICIENT_RESOURCES);
            state.keep(log.and_then(|log| Slot::register(Some(Role::Watch(log)))).map(Registration::Process))
        }
        Function::RegisterObjectCallback => state.keep(ObjectCallback::register(request).map(Registration::Object)),
        _ => state.keep(RegistryCallback::register(request, driver).map(Registration::Registry)),
    }
}

/// The linker asks for it where floating-point code could be, as in compiler-builtins; nothing reads it.
#[no_mangle]
static _fltused: i32 = 0x9875;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: stops the system
    unsafe { kernel_abi::imports::KeBugCheckEx(0xE0DA, 0, 0, 0, 0) }
}
