//! What the process-notify routines do (PRC-1 to PRC-3). They may be called any number of times for one event, by the main routine
//! and its twin: the first call handles it (HLT-1).
//!
//! IRQL: PASSIVE_LEVEL, with normal kernel APCs off; a creation in its creator's thread, an exit in the process's last.

use core::sync::atomic::{AtomicU32, Ordering};

use edr_core::event_table::{ProcessCreate, ProcessExit, Requestor};
use edr_core::handled_events::{HandledEvent, HandledEvents, ProcessEvent, HANDLED_PROCESSES};
use edr_core::process_creation::CreationVerdict;
use kernel_abi::STATUS_ACCESS_DENIED;
use wire::EventType;

use crate::driver_state::DriverState;
use crate::kernel::ps::{self, ImageName, Process};
use crate::kernel::ps_notify::CreateNotifyInfo;
use crate::kernel::{time, PoolArray, SpinLock, Tag};
use crate::trace;

type Handled = HandledEvents<PoolArray<HandledEvent>>;

/// What the two routines share. Thread-safe.
pub struct ProcessCallback {
    /// `None` until the routines are about to stand, and again once none does.
    handled: SpinLock<Option<Handled>>,
    count: AtomicU32,
}

impl ProcessCallback {
    /// Without the memory that the routines need.
    pub const fn new() -> Self {
        Self { handled: SpinLock::new(None), count: AtomicU32::new(0) }
    }

    /// Takes what the routines need before they stand; false if memory is short. IRQL: at most DISPATCH_LEVEL.
    pub fn reserve(&self) -> bool {
        let entries = PoolArray::from_fn(HANDLED_PROCESSES, Tag::State, |_| HandledEvent::default());
        let table = entries.map(HandledEvents::new);
        let reserved = table.is_some();
        self.handled.with(|place| *place = table);
        reserved
    }

    /// Gives it back, once no routine stands. IRQL: at most DISPATCH_LEVEL.
    pub fn release(&self) {
        drop(self.handled.with(Option::take));
    }

    /// HLT-6: process events handled, stopping at 0xFFFFFFFF. IRQL: any.
    pub fn count(&self) -> u32 {
        self.count.load(Ordering::Relaxed)
    }

    /// HLT-1: whether the event is handled by this call; then it counts (HLT-6).
    fn begins(&self, process: Process<'_>, event: ProcessEvent) -> bool {
        let (id, created) = (process.id(), process.create_time());
        let is_first = |table: &mut Handled| table.is_first(id, created, event);
        let first = self.handled.with(|place| place.as_mut().is_some_and(is_first));
        if first {
            let next = |seen: u32| seen.checked_add(1);
            // no number follows the last one: it stays
            let _ = self.count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        }
        first
    }
}

/// A process is about to run.
pub fn created(driver: &DriverState, process: Process<'_>, info: &mut CreateNotifyInfo<'_>) {
    if !driver.registrations().process().callback().begins(process, ProcessEvent::Create) {
        return;
    }
    let wanted = driver.wants(EventType::ProcessCreate);
    let volume = driver.registrations().system_volume().device_name();
    let blocked = driver.policy().blocked_images();
    // STR-12: what nobody wants to know and no policy is about costs no name.
    if !wanted && !blocked.can_match(volume) {
        return;
    }
    let image = ImageName::of(process);
    let matches = image.as_ref().is_some_and(|image| blocked.matches(volume, image.units()));
    let verdict = CreationVerdict::of(matches, info.is_refused());
    if verdict.refuses {
        info.set_creation_status(STATUS_ACCESS_DENIED);
        trace::process_refused(STATUS_ACCESS_DENIED, process.id());
    }
    if wanted {
        report(driver, process, info, image.as_ref(), verdict.is_blocked);
    }
}

/// The event of a creation.
fn report(
    driver: &DriverState,
    process: Process<'_>,
    info: &CreateNotifyInfo<'_>,
    image: Option<&ImageName>,
    refused: bool,
) {
    // PRC-3: where the system can't tell, ImageFileName as it stands, which matches no policy entry.
    let name = image.map_or_else(|| info.image_file_name(), ImageName::units);
    let creation = ProcessCreate {
        creator: Requestor { process_id: info.creating_process_id(), thread_id: info.creating_thread_id() },
        new_id: process.id(),
        parent_id: info.parent_process_id(),
        refused,
        image: name,
        command_line: info.command_line(),
    };
    driver.publish(&creation.fields(time::now()));
}

/// A process has ended.
pub fn exited(driver: &DriverState, process: Process<'_>) {
    let first = driver.registrations().process().callback().begins(process, ProcessEvent::Exit);
    if first && driver.wants(EventType::ProcessExit) {
        let exit = ProcessExit { process_id: process.id(), thread_id: ps::current_thread_id() };
        driver.publish(&exit.fields(time::now()));
    }
}
