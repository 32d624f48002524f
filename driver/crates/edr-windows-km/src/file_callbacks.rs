//! What the minifilter does: it reports creates, writes and cleanups (FIL-1 to FIL-8), and changes none of them.
//!
//! | callback | IRQL | what it touches |
//! | --- | --- | --- |
//! | [`pre_create`], [`pre_write`], [`pre_prepare_mdl_write`], [`pre_cleanup`] | PASSIVE_LEVEL or APC_LEVEL | one relaxed load while nobody listens (STR-12); else names, which may be paged |
//! | [`post_cleanup`] | up to DISPATCH_LEVEL, any thread | the record captured before, in non-paged pool |
//!
//! The order of the tests is that of their cost: who listens, what the operation says of itself, the name that it was opened with,
//! the name query, and last whether the file is a directory, which the file system may be asked for.
//!
//! Stated limits (FIL-8): a rename and a hard link have no event of their own; mapped writes show as a create with write access and a
//! cleanup only; set-end-of-file, zero-data, block clone, offload write and raw volume writes don't show.
//!
//! Beyond DRV-1's name query: whether a file is a directory, the filter manager asks the file system where it does not know. It is
//! asked last, of monitored names alone.
//!
//! Paging I/O is not looked at; where else a name query is not allowed (a top-level IRP, all APCs disabled) the filter manager
//! refuses it, which is a missing name as any other (FIL-4).

use edr_core::event_names::ResidentEvent;
use edr_core::event_table::{FileCleanup, FileCreate, FileWrite};
use edr_core::file_operation::{is_file, WriteAnswer};
use wire::EventType;

use crate::cleanup_record::CleanupRecord;
use crate::driver_state::DriverState;
use crate::kernel::flt_name::{FileName, NameKind};
use crate::kernel::flt_operation::{Answer, PostOperation, PreOperation};
use crate::kernel::time;

/// FIL-4: a create is reported before it is done, and passes. The driver's own canary ends here (HLT-8).
pub fn pre_create(driver: &DriverState, operation: &mut PreOperation<'_>) -> Answer {
    if driver.registrations().minifilter().canary().answers(operation) {
        return Answer::Complete;
    }
    if driver.wants(EventType::FileCreate) && operation.create_flags().may_be_reported() {
        if let Some(name) = created_name(driver, operation) {
            let create = FileCreate {
                requestor: operation.requestor(),
                desired_access: operation.desired_access(),
                options: operation.create_options(),
                name: name.units(),
            };
            driver.publish(&create.fields(time::now()));
        }
    }
    Answer::Pass
}

/// FIL-4 and FIL-6: a write is reported before it is done, and passes as an IRP.
pub fn pre_write(driver: &DriverState, operation: &mut PreOperation<'_>) -> Answer {
    answer_write(driver, operation, false)
}

/// FIL-6: the fast form of a write by an MDL, which kernel-mode servers try first once a file is cached. Where the write would be
/// reported it is refused, and its issuer sends it again as an IRP_MJ_WRITE (IRP_MN_MDL), which [`pre_write`] reports.
pub fn pre_prepare_mdl_write(driver: &DriverState, operation: &mut PreOperation<'_>) -> Answer {
    answer_write(driver, operation, true)
}

fn answer_write(driver: &DriverState, operation: &PreOperation<'_>, has_other_irp: bool) -> Answer {
    let answer = WriteAnswer::of(operation.is_fast_io(), has_other_irp);
    if answer == WriteAnswer::Pass
        || !driver.wants(EventType::FileWrite)
        || !operation.operation_flags().may_be_reported()
    {
        return Answer::Pass;
    }
    let Some(name) = named_file(driver, operation) else { return Answer::Pass };
    if answer == WriteAnswer::DisallowFastIo {
        return Answer::DisallowFastIo;
    }
    let write = FileWrite {
        requestor: operation.requestor(),
        length: operation.write_length(),
        offset: operation.write_offset(),
        name: name.units(),
    };
    driver.publish(&write.fields(time::now()));
    Answer::Pass
}

/// FIL-7: where somebody wants it, what the event will say is captured before the cleanup, as the name may not be had afterwards.
pub fn pre_cleanup(driver: &DriverState, operation: &mut PreOperation<'_>) -> Answer {
    if !driver.wants(EventType::FileCleanup) || !operation.operation_flags().may_be_reported() {
        return Answer::Pass;
    }
    let Some(name) = named_file(driver, operation) else { return Answer::Pass };
    let Some(record) = CleanupRecord::capture(operation.requestor(), name.units()) else {
        // STR-16: an event that can't be made for want of memory is a drop.
        driver.lose(EventType::FileCleanup);
        return Answer::Pass;
    };
    operation.set_context(record);
    Answer::PassWithCallback
}

/// FIL-4: a cleanup is reported when it is done. A draining one frees its record and reports nothing (FIL-7).
///
/// IRQL: up to DISPATCH_LEVEL, in any thread; so nothing but the record and the streams is touched.
pub fn post_cleanup(driver: &DriverState, operation: &PostOperation<'_>, record: &CleanupRecord) {
    if !operation.is_draining() && driver.wants(EventType::FileCleanup) {
        let cleanup = FileCleanup { requestor: record.requestor(), status: operation.status(), name: record.name() };
        driver.publish_captured(&ResidentEvent::vouched(cleanup.fields(time::now())));
    }
}

/// The name of a create that is reported; `None` if it isn't.
fn created_name(driver: &DriverState, operation: &PreOperation<'_>) -> Option<FileName> {
    // The name as opened decides alone where normalising can't make a match of it; an id is no name.
    if !operation.opens_by_id() && !driver.policy().files().may_be_monitored(operation.opened_name()) {
        return None;
    }
    // FIL-7: the normalised name; the opened one where that can't be had.
    let name = operation.name(NameKind::Normalized).or_else(|| operation.name(NameKind::Opened))?;
    is_monitored(driver, &name).then_some(name)
}

/// The name of a file whose write or cleanup is reported; `None` if it isn't. FIL-7: the normalised name or none.
fn named_file(driver: &DriverState, operation: &PreOperation<'_>) -> Option<FileName> {
    let name = operation.name(NameKind::Normalized)?;
    // FIL-5. Last, as it may cost a request.
    (is_monitored(driver, &name) && is_file(operation.is_directory())).then_some(name)
}

/// FIL-1, by the whole name (EVT-1); a name that can't be parsed is as good as none (FIL-4).
fn is_monitored(driver: &DriverState, name: &FileName) -> bool {
    name.parts().is_some_and(|parts| driver.policy().files().is_monitored(&parts))
}
