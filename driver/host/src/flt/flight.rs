//! Operations that are under way between the filters.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use kernel_abi::{FLT_RELATED_OBJECTS, STATUS_SUCCESS};

use super::data::{CallbackData, Shown};
use super::filter::Instance;
use super::operation::{File, Operation};
use crate::guest::{self, Context};
use crate::locked::Locked;
use crate::ps::ThreadAddress;
use crate::verifier::BugCheck;

/// FLT_POSTOP_CALLBACK_STATUS.
const FINISHED: i32 = 0;
const MORE_PROCESSING_REQUIRED: i32 = 1;
/// FLTFL_POST_OPERATION_DRAINING.
const DRAINING: usize = 1;

/// What is known of an operation by its callback data.
pub(super) struct Flight {
    pub(super) data: CallbackData,
    pub(super) major: u8,
    pub(super) irp_flags: u32,
    pub(super) file: Arc<dyn File>,
    pub(super) requestor: Option<ThreadAddress>,
    pub(super) name_cached: bool,
    pub(super) top_level_irp: bool,
    /// On its way up.
    pub(super) returning: AtomicBool,
    pub(super) owed: Locked<Vec<Arc<Owed>>>,
}

impl Flight {
    /// Gives an operation callback data, by which filters know it.
    pub(super) fn begin(cx: &Context, operation: &Operation) -> Arc<Self> {
        let flight = Arc::new(Self {
            data: CallbackData::new(cx),
            major: operation.major,
            irp_flags: operation.irp_flags,
            file: Arc::clone(&operation.file),
            requestor: operation.requestor,
            name_cached: operation.name_cached,
            top_level_irp: operation.top_level_irp,
            returning: AtomicBool::new(false),
            owed: Locked::default(),
        });
        cx.machine().flt.flights.lock().insert(flight.data.address(), Arc::clone(&flight));
        flight
    }

    /// Takes the callback data back.
    pub(super) fn end(&self, cx: &Context) {
        cx.machine().flt.flights.lock().remove(&self.data.address());
        self.data.free(cx);
    }

    pub(super) fn is_returning(&self) -> bool {
        self.returning.load(Ordering::Acquire)
    }
}

/// The operation of a driver's PFLT_CALLBACK_DATA; anything else stops the machine.
pub(super) fn flight(cx: &Context, data: usize) -> Arc<Flight> {
    let found = cx.machine().flt.flights.lock().get(&data).cloned();
    let Some(found) = found else {
        cx.bug_check(BugCheck::rule("PFLT_CALLBACK_DATA", &format!("{data:#x} is no operation that is under way")))
    };
    found
}

/// A post-operation that an instance is owed.
pub(super) struct Owed {
    pub(super) instance: Arc<Instance>,
    pub(super) post: usize,
    pub(super) context: usize,
    /// Whether it was asked for by FLT_PREOP_SYNCHRONIZE.
    pub(super) synchronized: bool,
    /// As the instance received it: it does not see its own changes.
    pub(super) received: Operation,
    pub(super) data: CallbackData,
    pub(super) claimed: AtomicBool,
    pub(super) done: AtomicBool,
}

impl Owed {
    /// Calls the post-operation, once, whoever comes first: the operation's way up, or the teardown of the instance.
    pub(super) fn pay(&self, cx: &Context, shown: Shown) {
        if !self.claimed.swap(true, Ordering::AcqRel) {
            if !self.instance.filter.silenced.load(Ordering::Acquire) {
                self.call(cx, shown);
            }
            self.done.store(true, Ordering::Release);
            if shown == Shown::Draining {
                cx.machine().ke.wake_all();
            }
        }
    }

    fn call(&self, cx: &Context, shown: Shown) {
        self.data.show(&self.received, self.instance.address, shown);
        let objects = related(&self.instance, self.received.file.file_object());
        let flags = if shown == Shown::Draining { DRAINING } else { 0 };
        let arguments = [self.data.address(), &raw const objects as usize, self.context, flags];
        let answer = guest::call(self.instance.filter.image, self.post, &arguments) as i32;
        match answer {
            FINISHED => {}
            MORE_PROCESSING_REQUIRED if flags == 0 => {
                cx.bug_check(BugCheck::host("FLT_POSTOP_MORE_PROCESSING_REQUIRED is not simulated".into()))
            }
            _ => cx.bug_check(invalid_answer("post", answer, &self.received)),
        }
    }
}

/// FLT_RELATED_OBJECTS for a callback of an instance.
pub(super) fn related(instance: &Instance, file_object: usize) -> FLT_RELATED_OBJECTS {
    FLT_RELATED_OBJECTS {
        Size: size_of::<FLT_RELATED_OBJECTS>() as u16,
        TransactionContext: 0,
        Filter: instance.filter.address as _,
        Volume: instance.volume.address as _,
        Instance: instance.address as _,
        FileObject: file_object as _,
        Transaction: std::ptr::null_mut(),
    }
}

/// FLTMGR_FILE_SYSTEM, 0x66: a callback's answer is none that it may give.
pub(super) fn invalid_answer(which: &str, answer: i32, operation: &Operation) -> BugCheck {
    let text = format!("a {which}-operation callback for major function {:#x} answered {answer}", operation.major);
    BugCheck::new(0xF5, [0x66, answer as usize, usize::from(operation.major), STATUS_SUCCESS as usize], text)
}
