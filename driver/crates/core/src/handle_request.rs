//! Which rights a new handle to a process keeps (OBJ-1 to OBJ-3).

/// A handle that is about to be made. `P` is a process, and is equal to itself only.
#[derive(Clone, Copy, Debug)]
pub struct HandleRequest<P> {
    /// OBJ-2: it is the kernel's.
    pub is_kernel_handle: bool,
    /// POL-1: it was asked for with previous mode KernelMode.
    pub is_kernel_mode: bool,
    /// DesiredAccess as it has reached the driver.
    pub desired_access: u32,
    /// The process that it leads to.
    pub target: P,
    /// The process whose thread runs the callback.
    pub caller: P,
    /// Of a duplicate: the process that gets it.
    pub receiver: Option<P>,
}

/// OBJ-2, OBJ-3, STR-12: whether a handle is looked at at all, by what costs nothing to know.
#[must_use]
pub const fn may_be_stripped(is_kernel_handle: bool, desired_access: u32, stripped: u32) -> bool {
    !is_kernel_handle && desired_access & stripped != 0
}

impl<P: Copy + PartialEq> HandleRequest<P> {
    /// OBJ-1: who gets the handle.
    #[must_use]
    pub fn opener(&self) -> P {
        self.receiver.unwrap_or(self.caller)
    }

    /// The access that is left of it; `None` where it keeps all. `stripped`: the mask (OBJ-6). The other two are asked only where
    /// they decide, the second last.
    pub fn left_access(
        &self,
        stripped: u32,
        is_protected: impl FnOnce(P) -> bool,
        is_trusted: impl FnOnce(P) -> bool,
    ) -> Option<u32> {
        let loses = may_be_stripped(self.is_kernel_handle, self.desired_access, stripped)
            && !self.is_kernel_mode
            && self.opener() != self.target
            && is_protected(self.target)
            && !is_trusted(self.opener());
        loses.then_some(self.desired_access & !stripped)
    }
}
