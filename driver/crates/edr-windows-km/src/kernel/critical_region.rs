//! Keeping others from stopping a thread while it holds what they wait for.

use kernel_abi::imports;

/// Runs `body` with normal kernel APCs off: the thread can't be suspended in it, while it serves a request or holds a mutex that
/// other clients wait for. Special kernel APCs, which file I/O needs, stay on. IRQL: at most APC_LEVEL.
pub fn critical_region<R>(body: impl FnOnce() -> R) -> R {
    // SAFETY: IRQL at most APC_LEVEL; left below, on the same thread.
    unsafe { imports::KeEnterCriticalRegion() };
    let result = body();
    // SAFETY: entered above.
    unsafe { imports::KeLeaveCriticalRegion() };
    result
}
