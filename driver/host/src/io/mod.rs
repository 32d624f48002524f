//! I/O manager: drivers, devices, files on devices, requests, completion ports.

pub mod drivers;

use crate::service::Service;

/// A file object of a driver's device.
pub struct DeviceFile {}

/// A completion port.
pub struct CompletionPort {}

/// The I/O manager's state of a machine. Thread-safe.
#[derive(Default)]
pub struct Io {}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![]
}
