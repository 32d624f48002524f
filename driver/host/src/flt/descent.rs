//! Takes operations down through the filters of their volume and up again.

use kernel_abi::NTSTATUS;

use super::operation::{Below, Operation};
use crate::guest::Context;

/// An operation that has gone down and not come up yet. The file system may keep it, and any thread may bring it up.
pub struct Descent {
    /// As the filters have left it.
    pub operation: Operation,
    /// Whether it has reached the file system; if not, a filter has completed it, and what `ascend` is given does not count.
    pub reached: bool,
}

/// The whole way: pre-operations from the highest altitude down, the file system, post-operations up. Gives the status and
/// information that its issuer sees; STATUS_FLT_DISALLOW_FAST_IO: to be sent again as an IRP.
pub fn pass(cx: &Context, operation: &mut Operation, below: Below<'_>) -> (NTSTATUS, usize) {
    let mut down = descend(cx, operation.clone());
    let (status, information) = if down.reached { below(cx, &mut down.operation) } else { (0, 0) };
    ascend(cx, down, status, information)
}

/// The way down. At most APC_LEVEL, in the thread that sends the operation.
pub fn descend(_cx: &Context, operation: Operation) -> Descent {
    Descent { operation, reached: true }
}

/// The way up, with what the file system said. Any thread, up to DISPATCH_LEVEL.
pub fn ascend(_cx: &Context, _down: Descent, status: NTSTATUS, information: usize) -> (NTSTATUS, usize) {
    (status, information)
}
