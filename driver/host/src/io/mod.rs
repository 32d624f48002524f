//! I/O manager: drivers, devices, files on devices, requests, completion ports.
//!
//! A request is [`issue`]d by a program or a [`kernel_caller`], travels as an [`irp::Irp`] in memory that drivers see, and [`end`]s
//! in its caller's memory and, where its file object is bound, in a packet of a [`CompletionPort`].

mod buffers;
mod cancel;
pub mod device;
mod dirty;
mod dispatch;
pub mod drivers;
mod end;
pub mod etw;
mod file;
pub mod irp;
mod issue;
pub mod kernel_caller;
mod lifecycle;
mod link;
mod major;
pub mod namespace;
mod open;
mod port;
mod request;
mod security;
pub mod unload;

pub use buffers::{Span, UserBuffers};
pub use cancel::{bind, cancel, create_port, duplicate};
pub use file::DeviceFile;
pub use issue::issue;
pub use lifecycle::{last_handle_closed, last_reference_gone, process_exiting};
pub use major::{Call, OTHERS};
pub use open::{open, Open, Opened};
pub use port::CompletionPort;
pub use request::{Described, Request};

use std::sync::atomic::{AtomicU64, Ordering};

use crate::guest::Context;
use crate::mm::OpaqueAddresses;
use crate::profile::Profile;
use crate::service::Service;

/// The I/O manager's state of a machine. Thread-safe.
pub struct Io {
    /// Names of devices, volumes and links.
    pub namespace: namespace::Namespace,
    /// Loaded drivers.
    pub drivers: drivers::Drivers,
    /// Devices.
    pub devices: device::Devices,
    /// Requests under way.
    pub irps: irp::Irps,
    /// Event tracing.
    pub etw: etw::Etw,
    /// Addresses without memory that stand for MDLs and programs' buffers.
    unmapped: [usize; 3],
    salt: AtomicU64,
}

impl Io {
    /// No driver yet; names as they are when Windows has booted.
    pub fn boot(profile: &Profile, opaque: &OpaqueAddresses) -> Self {
        Self {
            namespace: namespace::Namespace::boot(profile),
            drivers: drivers::Drivers::default(),
            devices: device::Devices::default(),
            irps: irp::Irps::default(),
            etw: etw::Etw::default(),
            unmapped: std::array::from_fn(|_| opaque.next()),
            salt: AtomicU64::new(1),
        }
    }

    fn unmapped(&self, which: usize) -> usize {
        self.unmapped[which]
    }

    /// Another number for each request.
    fn next_salt(&self) -> u64 {
        self.salt.fetch_add(1, Ordering::Relaxed)
    }

    /// What is wrong as long as it lasts, one line each: unloads that wait.
    pub fn standing(&self) -> Vec<String> {
        let waiting = self.drivers.all().into_iter().filter(|driver| driver.unload_pending());
        waiting
            .map(|driver| {
                format!("the unload of {} waits for {} file objects", driver.service, self.devices.open_files(&driver))
            })
            .collect()
    }
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![device::SERVICES, dispatch::SERVICES, etw::SERVICES, link::SERVICES, security::SERVICES]
}

/// Whether driver code is on this stack, or something held that must not be across other drivers' code.
fn must_wait(cx: &Context) -> bool {
    cx.irql() > 0 || !cx.locks.borrow().is_empty()
}
