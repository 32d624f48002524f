//! What is registered, by id.

use kernel_abi::{DRIVER_OBJECT, NTSTATUS, STATUS_INSUFFICIENT_RESOURCES, STATUS_NOT_FOUND, STATUS_SUCCESS};

use crate::device::Device;
use crate::filters::Filter;
use crate::kernel::Bytes;
use crate::log::Log;
use crate::objects::ObjectCallback;
use crate::processes::{Idle, Slot};
use crate::protocol::{Answer, Request};
use crate::registry::RegistryCallback;

const MOST: usize = 128;

/// Something that stands until it is dropped.
pub enum Registration {
    /// A minifilter.
    Filter(Filter),
    /// A process routine.
    Process(Slot),
    /// An object callback.
    Object(ObjectCallback),
    /// A registry callback.
    Registry(RegistryCallback),
}

impl Registration {
    fn log(&self) -> Option<&Log> {
        match self {
            Self::Filter(filter) => Some(filter.log()),
            Self::Process(slot) => slot.log(),
            Self::Object(callback) => Some(callback.log()),
            Self::Registry(callback) => Some(callback.log()),
        }
    }
}

/// All that the driver has.
pub struct State {
    /// The driver's object.
    pub driver: *mut DRIVER_OBJECT,
    /// Path of its service's key.
    pub service: Option<Bytes>,
    /// Its device.
    pub device: Option<Device>,
    /// Process slots that are taken to leave none to others.
    pub idle: Idle,
    registrations: [Option<Registration>; MOST],
}

// SAFETY: the driver's object may be named by any thread
unsafe impl Send for State {}

impl State {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self {
            driver: core::ptr::null_mut(),
            service: None,
            device: None,
            idle: Idle::new(),
            registrations: [const { None }; MOST],
        }
    }

    /// Keeps a registration; the answer names it.
    pub fn keep(&mut self, made: Result<Registration, NTSTATUS>) -> Answer {
        let free = (1..=MOST as u32).zip(self.registrations.iter_mut()).find(|(_, place)| place.is_none());
        match (made, free) {
            (Err(status), _) => Answer::status(status),
            (Ok(_), None) => Answer::status(STATUS_INSUFFICIENT_RESOURCES), // dropped: undone
            (Ok(registration), Some((id, place))) => {
                *place = Some(registration);
                Answer { id, ..Answer::status(STATUS_SUCCESS) }
            }
        }
    }

    /// Undoes a registration.
    pub fn unregister(&mut self, id: u32) -> Answer {
        let place = (id as usize).checked_sub(1).and_then(|index| self.registrations.get_mut(index));
        let undone = place.and_then(Option::take);
        Answer::status(if undone.is_some() { STATUS_SUCCESS } else { STATUS_NOT_FOUND })
    }

    /// Reads a log.
    pub fn read_log(&self, request: &Request<'_>, output: &mut [u8]) -> Answer {
        let place = (request.id as usize).checked_sub(1).and_then(|index| self.registrations.get(index));
        let Some(log) = place.and_then(Option::as_ref).and_then(Registration::log) else {
            return Answer::status(STATUS_NOT_FOUND);
        };
        let (data_bytes, number) = log.read(request.first, output);
        Answer { number, data_bytes, ..Answer::status(STATUS_SUCCESS) }
    }

    /// Undoes everything, the filter and the device last; may be called again.
    pub fn clear(&mut self) {
        self.registrations.iter_mut().for_each(|place| *place = None);
        self.idle.clear();
        self.device = None;
        self.service = None;
    }
}
