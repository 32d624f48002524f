//! How a request's buffers reach the driver and come back. Source: Microsoft, "Buffer Descriptions for I/O Control Codes".

use kernel_abi::{NTSTATUS, STATUS_INSUFFICIENT_RESOURCES, STATUS_SUCCESS};

use crate::guest::Context;

pub(super) const TAG: u32 = u32::from_le_bytes(*b"Io  ");
pub(super) const STATUS_ACCESS_VIOLATION: NTSTATUS = 0xC000_0005_u32 as NTSTATUS;
/// More non-paged pool than any machine gives for one request.
const LARGEST: usize = 256 << 20;
/// METHOD_BUFFERED and METHOD_NEITHER; what lies between is direct.
const BUFFERED: u32 = 0;
const NEITHER: u32 = 3;

/// A pointer into a caller's memory and how many bytes may be touched there; address 0 is NULL.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Where it begins.
    pub address: usize,
    /// Bytes behind it that are the caller's.
    pub accessible: usize,
}

impl Span {
    /// The NULL pointer.
    pub const NULL: Self = Self { address: 0, accessible: 0 };

    /// Whether it is NULL.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.address == 0
    }

    /// ProbeForWrite, or a read of every page.
    #[must_use]
    pub fn covers(self, length: u32) -> bool {
        length as usize <= self.accessible
    }
}

/// What a caller passes.
#[derive(Clone, Copy, Debug)]
pub struct UserBuffers {
    /// Input.
    pub input: Span,
    /// What he says of its length.
    pub input_length: u32,
    /// Output.
    pub output: Span,
    /// What he says of its length.
    pub output_length: u32,
}

/// What the driver gets.
#[derive(Default)]
pub struct Buffers {
    system: usize,
    size: usize,
    /// Lengths as the driver is told.
    pub input_length: u32,
    /// Lengths as the driver is told.
    pub output_length: u32,
    /// IRP_INPUT_OPERATION: the system copies Information bytes of the system buffer at the end.
    pub copies_output: bool,
    has_mdl: bool,
    has_user_output: bool,
    has_user_input: bool,
    salt: u64,
}

/// What is checked before the handle is looked at: the output's pages are touched. ProbeForRead looks at addresses only, so that
/// unreadable input is found when it is copied.
pub(super) fn probe(user: &UserBuffers, code: u32) -> NTSTATUS {
    let writes = code & 3 == BUFFERED && !user.output.is_null();
    if writes && !user.output.covers(user.output_length) {
        STATUS_ACCESS_VIOLATION
    } else {
        STATUS_SUCCESS
    }
}

impl Buffers {
    /// Prepares the buffers of a request: a private copy of the input for METHOD_BUFFERED, with room for the longer one of both
    /// lengths, the same without the output for direct methods, nothing for METHOD_NEITHER. `probed`: a NULL pointer makes the
    /// length 0; a kernel caller's lengths stay as told.
    pub(super) fn prepare(cx: &Context, user: &UserBuffers, code: u32, probed: bool) -> Result<Self, NTSTATUS> {
        let method = code & 3;
        let no_input = probed && method != NEITHER && user.input.is_null();
        let no_output = probed && method == BUFFERED && user.output.is_null();
        let mut buffers = Self {
            input_length: if no_input { 0 } else { user.input_length },
            output_length: if no_output { 0 } else { user.output_length },
            has_user_output: !user.output.is_null(),
            ..Self::default()
        };
        match method {
            NEITHER => {
                buffers.has_user_input = !user.input.is_null();
                Ok(buffers)
            }
            BUFFERED => {
                buffers.copies_output = !user.output.is_null();
                let size = buffers.input_length.max(buffers.output_length);
                buffers.copy_input(cx, user, size as usize)
            }
            _ => {
                if !user.output.is_null() && !user.output.covers(buffers.output_length) {
                    return Err(STATUS_ACCESS_VIOLATION);
                }
                buffers.has_mdl = !user.output.is_null() && buffers.output_length > 0;
                buffers.has_user_output = false;
                let size = buffers.input_length as usize;
                buffers.copy_input(cx, user, size)
            }
        }
    }

    fn copy_input(mut self, cx: &Context, user: &UserBuffers, size: usize) -> Result<Self, NTSTATUS> {
        if size == 0 {
            self.has_user_output = false;
            return Ok(self);
        }
        if size > LARGEST {
            return Err(STATUS_INSUFFICIENT_RESOURCES);
        }
        let input = if user.input.is_null() { 0 } else { self.input_length as usize };
        if input > user.input.accessible {
            return Err(STATUS_ACCESS_VIOLATION);
        }
        self.system = cx.machine().pool.allocate(None, size, TAG, false);
        if self.system == 0 {
            return Err(STATUS_INSUFFICIENT_RESOURCES);
        }
        self.size = size;
        self.salt = cx.machine().io.next_salt();
        unsafe { std::ptr::copy_nonoverlapping(user.input.address as *const u8, self.system as *mut u8, input) };
        super::dirty::spoil(self.system, input..size, self.salt);
        Ok(self)
    }

    /// AssociatedIrp.SystemBuffer.
    pub(super) fn system(&self) -> usize {
        self.system
    }

    /// MdlAddress: drivers here don't look into one.
    pub(super) fn mdl(&self, cx: &Context) -> usize {
        if self.has_mdl {
            cx.machine().io.unmapped(0)
        } else {
            0
        }
    }

    /// UserBuffer: programs' memory is out of reach for a driver that does not map it.
    pub(super) fn user_output(&self, cx: &Context) -> usize {
        if self.has_user_output {
            cx.machine().io.unmapped(1)
        } else {
            0
        }
    }

    /// Parameters.DeviceIoControl.Type3InputBuffer.
    pub(super) fn user_input(&self, cx: &Context) -> usize {
        if self.has_user_input {
            cx.machine().io.unmapped(2)
        } else {
            0
        }
    }

    /// Bytes of the system buffer that go to the caller; what the driver has not written there is a finding.
    pub(super) fn take_output(&self, cx: &Context, bytes: usize) -> Vec<u8> {
        let bytes = bytes.min(self.size);
        if bytes == 0 {
            return Vec::new();
        }
        let output = unsafe { std::slice::from_raw_parts(self.system as *const u8, bytes) }.to_vec();
        super::dirty::judge(cx, &output, self.input_length as usize, self.salt);
        output
    }

    /// Frees the system buffer.
    pub(super) fn free(&self, cx: &Context) {
        if self.system != 0 {
            cx.machine().pool.free(cx, self.system, TAG);
        }
    }
}
