//! What the test suite calls: a few C functions, and operations as messages.
//!
//! Machines are handles. [`edrkm_call`] performs an operation: its number says what (see `operations`), the message carries the
//! parameters, the reply the results, both little-endian. Replies lie in memory of the calling OS thread until its next call.

mod control;
mod driver_operations;
pub mod file_change_operations;
pub mod file_operations;
pub mod handle_operations;
pub mod io_operations;
pub mod kernel_caller_operations;
pub mod machine_operations;
pub mod message;
pub mod operations;
pub mod process_operations;
pub mod registry_operations;
pub mod stimulus;
pub mod tables;
pub mod tamper_operations;

pub use control::{edrkm_ioctl, IOCTL_STOPPED};

use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use parking_lot::RwLock;

use crate::machine::{Machine, Options};
use message::{Reader, Writer};

/// The operation was performed; the reply holds its results.
pub const DONE: i32 = 0;
/// The machine has stopped with a bug check, before or meanwhile.
pub const STOPPED: i32 = 1;
/// The caller asked for something that can't be; the reply holds the reason as UTF-8.
pub const REFUSED: i32 = 2;

static MACHINES: LazyLock<RwLock<HashMap<u64, Arc<Machine>>>> = LazyLock::new(RwLock::default);
static NEXT: AtomicU64 = AtomicU64::new(1);

thread_local! {
    static REPLY: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The machine of a handle.
pub fn machine(handle: u64) -> Option<Arc<Machine>> {
    MACHINES.read().get(&handle).cloned()
}

/// Boots a machine. `options`: bit 0 deterministic, bit 1 special pool. Returns its handle, or 0 with the reason as reply.
///
/// # Safety
/// `profile` points to that many bytes of JSON in UTF-8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn edrkm_boot(profile: *const u8, bytes: usize, seed: u64, options: u32) -> u64 {
    let json = String::from_utf8_lossy(unsafe { std::slice::from_raw_parts(profile, bytes) });
    let options = Options { seed, deterministic: options & 1 != 0, special_pool: options & 2 != 0 };
    match Machine::boot(&json, options) {
        Ok(machine) => {
            let handle = NEXT.fetch_add(1, Ordering::Relaxed);
            MACHINES.write().insert(handle, machine);
            handle
        }
        Err(reason) => {
            REPLY.set(reason.into_bytes());
            0
        }
    }
}

/// Forgets a machine; its memory goes once no call uses it any more.
#[unsafe(no_mangle)]
pub extern "C" fn edrkm_close(handle: u64) {
    let machine = MACHINES.write().remove(&handle);
    if let Some(machine) = machine {
        machine.gate.close();
        // a machine whose driver faulted inside the host may have lost locks: what is dropped then must not take the process along
        let _ = catch_unwind(AssertUnwindSafe(|| drop(machine)));
    }
}

/// Performs an operation: [`DONE`], [`STOPPED`] or [`REFUSED`].
///
/// # Safety
/// `message` points to that many bytes, or the number is 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn edrkm_call(handle: u64, operation: u32, message: *const u8, bytes: usize) -> i32 {
    let input = if bytes == 0 { &[] } else { unsafe { std::slice::from_raw_parts(message, bytes) } };
    let mut reply = Writer::over(REPLY.take());
    let ended = catch_unwind(AssertUnwindSafe(|| perform(handle, operation, input, &mut reply)));
    let (code, bytes) = match ended {
        Ok(Ok(())) => (DONE, reply.into_bytes()),
        Ok(Err(operations::Failure::Stopped)) => (STOPPED, Vec::new()),
        Ok(Err(operations::Failure::Refused(reason))) => (REFUSED, reason.into_bytes()),
        Err(_) => (REFUSED, b"the hosted kernel panicked; its message is on standard error".to_vec()),
    };
    REPLY.set(bytes);
    code
}

fn perform(handle: u64, operation: u32, input: &[u8], reply: &mut Writer) -> Result<(), operations::Failure> {
    let Some(machine) = machine(handle) else {
        return Err(operations::Failure::Refused(format!("no machine {handle}")));
    };
    operations::perform(&machine, operation, &mut Reader::of(input), reply)
}

/// Address of this OS thread's reply.
#[unsafe(no_mangle)]
pub extern "C" fn edrkm_reply() -> *const u8 {
    REPLY.with_borrow(|reply| reply.as_ptr())
}

/// Bytes of this OS thread's reply.
#[unsafe(no_mangle)]
pub extern "C" fn edrkm_reply_bytes() -> usize {
    REPLY.with_borrow(Vec::len)
}
