//! What drivers ask about processes and threads.

use std::sync::Arc;

use kernel_abi::{
    CREATE_PROCESS_NOTIFY_ROUTINE_EX, HANDLE, NTSTATUS, PEPROCESS, PETHREAD, STATUS_INSUFFICIENT_RESOURCES,
    STATUS_INVALID_CID, STATUS_SUCCESS, UNICODE_STRING,
};

use super::{current, current_thread, image_name, notify, Process, Thread};
use crate::guest::Context;
use crate::ob::{self, Body};
use crate::verifier::BugCheck;

/// INVALID_PROCESS_ATTACH_ATTEMPT would need an attach; what a bad EPROCESS meets is a page fault.
const PAGE_FAULT: u32 = 0x50;

fn process_at(cx: &Context, address: PEPROCESS) -> Arc<Process> {
    match cx.machine().ob.objects.get(address as usize) {
        Some(Body::Process(process)) => process,
        _ => cx.bug_check(BugCheck::new(
            PAGE_FAULT,
            [address as usize, 0, 0, 0],
            "what was given is no process, or it is gone".into(),
        )),
    }
}

fn thread_at(cx: &Context, address: PETHREAD) -> Arc<Thread> {
    match cx.machine().ob.objects.get(address as usize) {
        Some(Body::Thread(thread)) => thread,
        _ => cx.bug_check(BugCheck::new(
            PAGE_FAULT,
            [address as usize, 0, 0, 0],
            "what was given is no thread, or it is gone".into(),
        )),
    }
}

fn id(number: u32) -> HANDLE {
    number as usize as HANDLE
}

services! { "ntoskrnl.exe";
    /// A fault planned for a removal does not come: that takes no memory.
    /// Source: Microsoft, "PsSetCreateProcessNotifyRoutineEx function (ntddk.h)".
    fn PsSetCreateProcessNotifyRoutineEx(cx, routine: CREATE_PROCESS_NOTIFY_ROUTINE_EX, remove: u8) -> NTSTATUS, irql 0,
        fails |status| notify::set_routine(cx, routine as usize, remove != 0, Some(status));
    {
        notify::set_routine(cx, routine as usize, remove != 0, None)
    }

    /// Source: Microsoft, "PsGetProcessId function (ntddk.h)".
    fn PsGetProcessId(cx, process: PEPROCESS) -> HANDLE, irql 31; {
        id(process_at(cx, process).id)
    }

    /// Source: Microsoft, "PsGetProcessCreateTimeQuadPart function (ntddk.h)".
    fn PsGetProcessCreateTimeQuadPart(cx, process: PEPROCESS) -> i64, irql 31; {
        process_at(cx, process).created
    }

    /// Source: Microsoft, "PsGetCurrentThread function (ntddk.h)".
    fn PsGetCurrentThread(cx) -> PETHREAD, irql 31; {
        cx.thread().0 as PETHREAD
    }

    /// Source: Microsoft, "IoGetCurrentProcess function (wdm.h)".
    fn IoGetCurrentProcess(cx) -> PEPROCESS, irql 31; {
        current(cx).address.0 as PEPROCESS
    }

    /// Source: Microsoft, "PsGetCurrentProcessId function (ntddk.h)".
    fn PsGetCurrentProcessId(cx) -> HANDLE, irql 31; {
        id(current(cx).id)
    }

    /// Source: Microsoft, "PsGetCurrentThreadId function (ntddk.h)".
    fn PsGetCurrentThreadId(cx) -> HANDLE, irql 31; {
        id(current_thread(cx).id)
    }

    /// Source: Microsoft, "PsGetThreadId function (ntddk.h)".
    fn PsGetThreadId(cx, thread: PETHREAD) -> HANDLE, irql 31; {
        id(thread_at(cx, thread).id)
    }

    /// Source: Microsoft, "IoThreadToProcess function (ntddk.h)".
    fn IoThreadToProcess(cx, thread: PETHREAD) -> PEPROCESS, irql 31; {
        thread_at(cx, thread).process.address.0 as PEPROCESS
    }

    /// Source: Microsoft, "PsLookupProcessByProcessId function (ntifs.h)".
    fn PsLookupProcessByProcessId(cx, number: HANDLE, process: *mut PEPROCESS) -> NTSTATUS, irql 1, fails |status| status; {
        let found = u32::try_from(number as usize).ok().and_then(|number| cx.machine().ps.process(number));
        let Some(found) = found else { return STATUS_INVALID_CID };
        ob::reference(cx, found.address.0);
        unsafe { process.write(found.address.0 as PEPROCESS) };
        STATUS_SUCCESS
    }

    /// The path at the process's creation, empty for the system process. Source: Microsoft, "SeLocateProcessImageName function
    /// (ntifs.h)".
    fn SeLocateProcessImageName(cx, process: PEPROCESS, name: *mut *mut UNICODE_STRING) -> NTSTATUS, irql 0,
        fails |status| { unsafe { name.write(std::ptr::null_mut()) }; status };
    {
        let copy = image_name::copy(cx, &process_at(cx, process));
        unsafe { name.write(copy) };
        if copy.is_null() { STATUS_INSUFFICIENT_RESOURCES } else { STATUS_SUCCESS }
    }
}
