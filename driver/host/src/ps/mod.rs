//! Processes, threads, and process-notify routines.

mod create_info;
mod image_file;
mod image_name;
mod left_behind;
mod notify;
mod process;
mod services;
mod start;
mod table;

pub use image_file::ImageFile;
pub use image_name::ImageNames;
pub use notify::{set_routine, Notify};
pub use process::{Process, ProcessAddress, Thread, ThreadAddress};
pub use start::{exit, start, start_caller, Start, Started};
pub use table::{Ps, Spec};

use std::sync::Arc;

use crate::guest::Context;
use crate::service::Service;
use crate::verifier::BugCheck;

/// PsGetCurrentProcess: the process of the thread that runs.
pub fn current(cx: &Context) -> Arc<Process> {
    Arc::clone(&current_thread(cx).process)
}

/// PsGetCurrentThread.
pub fn current_thread(cx: &Context) -> Arc<Thread> {
    let found = cx.machine().ps.thread(cx.thread());
    found.unwrap_or_else(|| cx.bug_check(BugCheck::host("an operation runs in a thread that does not exist".into())))
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![services::SERVICES]
}
