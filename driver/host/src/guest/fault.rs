//! Signals that the processor or the watchdog raises while an operation runs.

use std::cell::Cell;
use std::mem::MaybeUninit;
use std::ptr::null_mut;
use std::sync::Once;

use libc::{c_int, c_void, siginfo_t, ucontext_t};

use super::{context, stack, Context};
use crate::verifier::{backtrace, watchdog, BugCheck};

/// Faults of the processor.
const SIGNALS: [c_int; 4] = [libc::SIGSEGV, libc::SIGBUS, libc::SIGILL, libc::SIGFPE];
const ALTERNATE_STACK: usize = 64 * 1024;

/// Where and why an operation was interrupted.
#[derive(Clone, Copy)]
pub(super) struct Fault {
    signal: c_int,
    address: usize,
    at: usize,
    stack: usize,
}

impl Fault {
    /// The bug check that Windows would stop with.
    pub(super) fn describe(self, cx: &Context) -> BugCheck {
        let machine = cx.machine();
        let place = machine.images.describe(self.at);
        let within = cx.service().map_or(String::new(), |service| format!(", in {}", service.name));
        let (code, text) = match self.signal {
            signal if signal == watchdog::signal() => (0x133, format!("did not return: at {place}{within}")),
            _ if stack::is_overflow(self.address) => (0x7F, format!("kernel stack overflow at {place}{within}")),
            libc::SIGSEGV if machine.pool.paged.contains(self.address) => {
                let text = format!("paged memory {:#x} was touched at DISPATCH_LEVEL at {place}{within}", self.address);
                (0xD1, text)
            }
            libc::SIGSEGV | libc::SIGBUS => {
                let block = machine.pool.describe(self.address);
                (0x50, format!("access to {:#x}{block} at {place}{within}", self.address))
            }
            libc::SIGFPE => (0x7F, format!("division by zero at {place}{within}")),
            _ => (0x1E, format!("an instruction that does not exist at {place}{within}")),
        };
        let routines = backtrace::routines(&machine.images, self.stack.max(stack::base()), stack::top());
        BugCheck::new(code, [self.address, 0, self.at, self.signal as usize], text).at(cx).through(&routines)
    }
}

static mut BEFORE: [MaybeUninit<libc::sigaction>; 65] = [const { MaybeUninit::uninit() }; 65];

thread_local! {
    static HAS_STACK: Cell<bool> = const { Cell::new(false) };
}

/// Sets the handlers, once for the process, and a signal stack for this OS thread.
pub(super) fn arm() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| SIGNALS.into_iter().chain([watchdog::signal()]).for_each(handle));
    if !HAS_STACK.replace(true) {
        give_stack();
    }
}

fn handle(signal: c_int) {
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = on_signal as extern "C" fn(c_int, *mut siginfo_t, *mut c_void) as usize;
    action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
    let before = unsafe { (&raw mut BEFORE).cast::<libc::sigaction>().add(signal as usize) };
    let set = unsafe { libc::sigaction(signal, &action, before) };
    assert!(set == 0, "no handler for signal {signal}");
}

fn give_stack() {
    let mut now: libc::stack_t = unsafe { std::mem::zeroed() };
    unsafe { libc::sigaltstack(std::ptr::null(), &mut now) };
    if now.ss_flags & libc::SS_DISABLE == 0 {
        return;
    }
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    let memory = unsafe { libc::mmap(null_mut(), ALTERNATE_STACK, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0) };
    assert!(memory != libc::MAP_FAILED, "no memory for a signal stack");
    let new = libc::stack_t { ss_sp: memory, ss_flags: 0, ss_size: ALTERNATE_STACK };
    unsafe { libc::sigaltstack(&new, null_mut()) };
}

extern "C" fn on_signal(signal: c_int, info: *mut siginfo_t, machine: *mut c_void) {
    let Some(cx) = context::try_current() else {
        chain(signal, info, machine);
        return;
    };
    let address = unsafe { (*info).si_addr() } as usize;
    let registers = unsafe { &mut (*machine.cast::<ucontext_t>()).uc_mcontext.gregs };
    let at = registers[libc::REG_RIP as usize] as usize;
    if signal == watchdog::signal() && !cx.machine().images.is_code(at) {
        // a service of the host runs: it may hold a lock, and looks for itself when it is done
        cx.overdue.set(true);
        return;
    }
    let stack = registers[libc::REG_RSP as usize] as usize;
    cx.fault.set(Some(Fault { signal, address, at, stack }));
    registers[libc::REG_RIP as usize] =
        stack::edrkm_host_leave as unsafe extern "C" fn(*const Cell<usize>) -> ! as usize as i64;
    registers[libc::REG_RDI as usize] = (&raw const cx.resume_at) as i64;
}

/// A signal that is not ours goes to whoever had it before, such as a Java VM.
fn chain(signal: c_int, info: *mut siginfo_t, machine: *mut c_void) {
    let before = unsafe { (&raw const BEFORE).cast::<libc::sigaction>().add(signal as usize).read() };
    match before.sa_sigaction {
        libc::SIG_IGN => {}
        libc::SIG_DFL if signal == watchdog::signal() => {}
        libc::SIG_DFL => unsafe {
            libc::signal(signal, libc::SIG_DFL);
        },
        handler => {
            type Handler = extern "C" fn(c_int, *mut siginfo_t, *mut c_void);
            let handler = unsafe { std::mem::transmute::<usize, Handler>(handler) };
            handler(signal, info, machine);
        }
    }
}
