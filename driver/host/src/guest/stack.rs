//! Kernel stacks: one for each OS thread, with a guard page below, entered and left by a few instructions.

use std::arch::global_asm;
use std::cell::{Cell, OnceCell};
use std::ffi::c_void;

use super::Context;

// System V: rdi = where the stack pointer is kept, rsi = top of the kernel stack, rdx = function, rcx = its argument.
// Returns 0 where the function has returned, 1 where it was left.
global_asm!(
    ".globl edrkm_host_enter",
    "edrkm_host_enter:",
    "push rbp",
    "push rbx",
    "push r12",
    "push r13",
    "push r14",
    "push r15",
    "mov [rdi], rsp",
    "mov rbp, rsp",
    "mov rsp, rsi",
    "mov rdi, rcx",
    "call rdx",
    "mov rsp, rbp",
    "xor eax, eax",
    "jmp 2f",
    ".globl edrkm_host_leave",
    "edrkm_host_leave:",
    "mov rsp, [rdi]",
    "mov eax, 1",
    "cld",
    "2:",
    "pop r15",
    "pop r14",
    "pop r13",
    "pop r12",
    "pop rbx",
    "pop rbp",
    "ret",
);

unsafe extern "C" {
    fn edrkm_host_enter(
        keep: *const Cell<usize>,
        top: usize,
        function: unsafe extern "C" fn(*mut c_void),
        entry: *mut c_void,
    ) -> u32;
    pub(super) fn edrkm_host_leave(keep: *const Cell<usize>) -> !;
}

/// Much more than Windows' 24 KiB: frames of the host and of signal handlers lie on it too.
const SIZE: usize = 512 * 1024;
const PAGE: usize = 4096;

/// What runs on the stack; taken out when it begins.
type Entry<'a> = Option<Box<dyn FnOnce() + 'a>>;

/// Memory of one kernel stack; unmapped when its OS thread ends.
struct KernelStack {
    base: usize,
}

impl KernelStack {
    fn new() -> Self {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | libc::MAP_STACK;
        let all =
            unsafe { libc::mmap(std::ptr::null_mut(), SIZE + PAGE, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0) };
        assert!(all != libc::MAP_FAILED, "no memory for a kernel stack");
        let guarded = unsafe { libc::mprotect(all, PAGE, libc::PROT_NONE) };
        assert!(guarded == 0, "no guard page for a kernel stack");
        Self { base: all as usize }
    }
}

impl Drop for KernelStack {
    fn drop(&mut self) {
        unsafe { libc::munmap(self.base as *mut libc::c_void, SIZE + PAGE) };
    }
}

thread_local! {
    static STACK: OnceCell<KernelStack> = const { OnceCell::new() };
}

/// Whether an address lies in the guard page below this OS thread's kernel stack, or just under it.
pub(super) fn is_overflow(address: usize) -> bool {
    STACK
        .try_with(|stack| stack.get().is_some_and(|stack| (stack.base..stack.base + PAGE).contains(&address)))
        .unwrap_or(false)
}

/// Lowest address of this OS thread's kernel stack.
pub(super) fn base() -> usize {
    STACK.with(|stack| stack.get_or_init(KernelStack::new).base + PAGE)
}

/// Where this OS thread's kernel stack begins, growing down.
pub(super) fn top() -> usize {
    base() + SIZE - 64
}

/// Runs a body on this OS thread's kernel stack; false if it was left by [`leave`] or a fault.
pub(super) fn switch<'a>(context: &Context, body: impl FnOnce() + 'a) -> bool {
    let top = top();
    let mut entry: Entry<'a> = Some(Box::new(body));
    context.install();
    let left = unsafe { edrkm_host_enter(&context.resume_at, top, enter, std::ptr::from_mut(&mut entry).cast()) };
    Context::remove();
    left == 0
}

unsafe extern "C" fn enter(entry: *mut c_void) {
    if let Some(body) = unsafe { &mut *entry.cast::<Entry<'_>>() }.take() {
        body();
    }
}

/// Leaves everything that [`switch`] runs.
pub(super) fn leave(context: &Context) -> ! {
    unsafe { edrkm_host_leave(&context.resume_at) }
}
