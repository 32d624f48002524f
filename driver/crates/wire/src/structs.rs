//! The structures of the contract's table but for events and batches.

use crate::enums::event_mask;
use crate::enums::{CallbackHealth, FilterStatus, ProtectionMode, RegistryApi};
use crate::field::{Reason, Refusal};
pub use crate::layout::FieldLayout;
use crate::limits::{MAX_QUEUE_BYTES, MAX_STREAMS, MIN_QUEUE_BYTES, QUEUE_GRANULARITY};
use crate::token::Token;

wire_struct! {
    /// What a query may send (IOC-7).
    QueryRequest, 8 bytes {
        0 abi_version: u32 = 1,
        4 zero: u32 = 0,
    }
}

wire_struct! {
    /// The answer of QUERY_CALLBACK_HEALTH (HLT-1 to HLT-6).
    CallbackHealthReport, 20 bytes {
        /// Process events handled; stops at 0xFFFFFFFF.
        0 process_notify_count: u32,
        /// The process-notify routines.
        4 process_notify_health: CallbackHealth,
        /// The registry callback.
        8 registry_callback_health: CallbackHealth,
        /// The object callback.
        12 object_callback_health: CallbackHealth,
        /// Whether the minifilter sees operations (HLT-5).
        16 minifilter_active: bool,
        17 zero: [u8; 3] = 0,
    }
}

wire_struct! {
    /// The answer of QUERY_MINIFILTER_STATUS (FST-1 to FST-4).
    MinifilterStatus, 24 bytes {
        /// Instances that FltEnumerateInstances counts.
        0 instance_count: u32,
        /// The effective altitude.
        4 altitude: u32,
        /// What the driver's own calls reached.
        8 filter_status: FilterStatus,
        /// What load chose.
        12 protection_mode: ProtectionMode,
        /// What load chose.
        16 registry_api: RegistryApi,
        /// Open streams of all handles.
        20 active_streams: u32,
    }
}

wire_struct! {
    /// Opens a stream, or receives from one (STR-1, STR-4).
    StartStreamRequest, 32 bytes {
        0 abi_version: u32 = 1,
        4 flags: u32 = 0,
        /// Zero opens; else the stream to receive from.
        8 token: Token,
        /// Types that the new stream takes, 0 for all.
        24 event_mask: u32,
        /// Size of the new stream's queue, 0 for 262,144.
        28 queue_bytes: u32,
    }
}

wire_struct! {
    /// The answer to an opening START (STR-1).
    StartStreamResponse, 32 bytes {
        0 abi_version: u32 = 1,
        /// Granted: a multiple of 4,096.
        4 queue_bytes: u32,
        /// The new stream.
        8 token: Token,
        /// FILETIME of the insertion (EVT-4).
        24 opened_at: u64,
    }
}

wire_struct! {
    /// The first 32 bytes of what a receive gets; its events follow (STR-4).
    EventBatch, 32 bytes {
        0 abi_version: u32 = 1,
        /// Bytes of the batch, this header included.
        4 total_bytes: u32,
        /// The stream.
        8 token: Token,
        /// At least 1.
        24 event_count: u32,
        /// Events dropped since the batch before; stops at 0xFFFFFFFF (STR-8).
        28 dropped: u32,
    }
}

wire_struct! {
    /// Stops a stream (STR-10).
    StopStreamRequest, 24 bytes {
        0 abi_version: u32 = 1,
        4 flags: u32 = 0,
        /// The stream.
        8 token: Token,
    }
}

wire_struct! {
    /// The answer of STOP, where one was asked for (STR-10).
    StopStreamResponse, 24 bytes {
        0 abi_version: u32 = 1,
        4 zero: u32 = 0,
        /// Events in all batches built.
        8 delivered: u64,
        /// All others.
        16 dropped: u64,
    }
}

/// What a structure's values must be beyond their types. Fields are judged in wire order.
pub(crate) trait Validate {
    /// Fails at the first wrong field.
    fn validate(&self) -> Result<(), Refusal> {
        Ok(())
    }
}

impl Validate for QueryRequest {}
impl Validate for CallbackHealthReport {}
impl Validate for StopStreamRequest {}
impl Validate for StopStreamResponse {}
/// A batch is judged with its events: [`crate::batch::decode`].
impl Validate for EventBatch {}

impl Validate for MinifilterStatus {
    fn validate(&self) -> Result<(), Refusal> {
        require(self.active_streams as usize <= MAX_STREAMS, 20, Reason::OutOfRange)
    }
}

impl Validate for StartStreamRequest {
    /// STR-1: ranges are judged before rounding; a receive has neither mask nor queue (IOC-3).
    fn validate(&self) -> Result<(), Refusal> {
        if self.token.is_zero() {
            let size = self.queue_bytes;
            require(self.event_mask & !event_mask::EVERY == 0, 24, Reason::UnknownBits)?;
            require(size == 0 || (MIN_QUEUE_BYTES..=MAX_QUEUE_BYTES).contains(&size), 28, Reason::OutOfRange)
        } else {
            require_zero(&self.encode(), 24, 8)
        }
    }
}

impl Validate for StartStreamResponse {
    /// STR-1, STR-2.
    fn validate(&self) -> Result<(), Refusal> {
        let size = self.queue_bytes;
        let granted = size % QUEUE_GRANULARITY == 0 && (MIN_QUEUE_BYTES..=MAX_QUEUE_BYTES).contains(&size);
        require(granted, 4, Reason::OutOfRange)?;
        require(self.token.is_version_4(), 8, Reason::UnknownValue)
    }
}

/// Fails at `offset` unless it is right.
#[inline]
pub(crate) fn require(right: bool, offset: usize, reason: Reason) -> Result<(), Refusal> {
    if right {
        Ok(())
    } else {
        Err(Refusal { offset, reason })
    }
}

impl StartStreamRequest {
    /// Where the token stands, which decides what room the answer needs.
    pub const TOKEN_OFFSET: usize = 8;
}

/// Fails at the first byte of `bytes` from `offset` on that is not zero.
#[inline]
pub(crate) fn require_zero(bytes: &[u8], offset: usize, length: usize) -> Result<(), Refusal> {
    match bytes.iter().skip(offset).take(length).position(|byte| *byte != 0) {
        Some(at) => Err(Refusal { offset: offset.wrapping_add(at), reason: Reason::NotZero }),
        None => Ok(()),
    }
}
