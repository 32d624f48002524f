//! Event tracing: providers, and the events that they write, which tests can read.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel_abi::{
    ETWENABLECALLBACK, EVENT_DATA_DESCRIPTOR, EVENT_DESCRIPTOR, GUID, NTSTATUS, STATUS_INVALID_HANDLE,
    STATUS_INVALID_PARAMETER, STATUS_SUCCESS,
};

use crate::locked::Locked;
use crate::machine::ImageId;

/// An event that a driver wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The provider's GUID, in its memory form.
    pub provider: [u8; 16],
    /// EVENT_DESCRIPTOR.Id.
    pub id: u16,
    /// EVENT_DESCRIPTOR.Level.
    pub level: u8,
    /// All data, one piece after the other.
    pub data: Vec<u8>,
}

/// Most events that a machine keeps: of a driver that writes for ever the first ones are enough.
const KEPT: usize = 65_536;

#[derive(Default)]
struct State {
    providers: BTreeMap<u64, ([u8; 16], Option<ImageId>)>,
    last: u64,
    events: Vec<Event>,
}

/// Tracing of a machine. Thread-safe.
#[derive(Default)]
pub struct Etw {
    state: Locked<State>,
}

impl Etw {
    /// Events so far, oldest first.
    pub fn events(&self) -> Vec<Event> {
        self.state.lock().events.clone()
    }

    /// Providers that an image has registered, in words.
    pub fn left_behind(&self, image: ImageId) -> Vec<String> {
        let state = self.state.lock();
        let own = state.providers.values().filter(|(_, owner)| *owner == Some(image));
        own.map(|_| "left a registered ETW provider".to_owned()).collect()
    }
}

services! { "ntoskrnl.exe";
    /// A new registration; the system calls no enable callback, as no session listens.
    /// Source: Microsoft, "EtwRegister function (wdm.h)".
    fn EtwRegister(cx, provider: *const GUID, _callback: Option<ETWENABLECALLBACK>, _context: usize, handle: *mut u64) -> NTSTATUS, irql 0, fails |status| status; {
        let provider = unsafe { provider.cast::<[u8; 16]>().read_unaligned() };
        let new = {
            let mut state = cx.machine().io.etw.state.lock();
            state.last += 1;
            let new = state.last;
            state.providers.insert(new, (provider, cx.image()));
            new
        };
        unsafe { handle.write(new) };
        STATUS_SUCCESS
    }

    /// Succeeds for every handle that is registered. Source: Microsoft, "EtwUnregister function (wdm.h)".
    fn EtwUnregister(cx, handle: u64) -> NTSTATUS, irql 0; {
        let gone = cx.machine().io.etw.state.lock().providers.remove(&handle);
        gone.map_or(STATUS_INVALID_HANDLE, |_| STATUS_SUCCESS)
    }

    /// Source: Microsoft, "EtwWrite function (wdm.h)".
    fn EtwWrite(cx, handle: u64, descriptor: *const EVENT_DESCRIPTOR, _activity: *const GUID, count: u32, data: *const EVENT_DATA_DESCRIPTOR) -> NTSTATUS, irql 31, fails |status| status; {
        if descriptor.is_null() || (data.is_null() && count > 0) {
            return STATUS_INVALID_PARAMETER;
        }
        let descriptor = unsafe { descriptor.read_unaligned() };
        let mut bytes = Vec::new();
        for at in 0..count as usize {
            let piece = unsafe { data.add(at).read_unaligned() };
            // read byte by byte, so that a bad pointer faults here and not under the lock
            bytes.extend((0..piece.Size as usize).map(|at| unsafe { (piece.Ptr as *const u8).add(at).read_volatile() }));
        }
        let machine = Arc::clone(cx.machine());
        let mut state = machine.io.etw.state.lock();
        let Some(provider) = state.providers.get(&handle).map(|(provider, _)| *provider) else {
            return STATUS_INVALID_HANDLE;
        };
        if state.events.len() < KEPT {
            state.events.push(Event { provider, id: descriptor.Id, level: descriptor.Level, data: bytes });
        }
        STATUS_SUCCESS
    }
}
