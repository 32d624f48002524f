//! Numbers of the contract that both sides must know. Lengths are bytes unless a name says otherwise.

/// Version of every structure (IOC-3).
pub const ABI_VERSION: u32 = 1;
/// An event's size is a multiple of this (IOC-6).
pub const EVENT_ALIGNMENT: usize = 8;
/// UTF-16 units that an event's first name holds at most (EVT-1).
pub const MAX_NAME_UNITS: usize = 1024;
/// UTF-16 units that an event's second name holds at most (EVT-1).
pub const MAX_NAME2_UNITS: usize = 512;
/// Output length that a receive needs (IOC-3).
pub const MIN_RECEIVE_BYTES: u32 = 4096;
/// A batch's largest size, header included (STR-4).
pub const MAX_BATCH_BYTES: usize = 65_536;
/// Queue of a stream that asks for none (STR-1).
pub const DEFAULT_QUEUE_BYTES: u32 = 262_144;
/// Smallest queue that can be asked for (STR-1).
pub const MIN_QUEUE_BYTES: u32 = 16_384;
/// Largest queue that can be asked for (STR-1).
pub const MAX_QUEUE_BYTES: u32 = 4_194_304;
/// A granted queue is rounded up to a multiple of this (STR-1).
pub const QUEUE_GRANULARITY: u32 = 4096;
/// Streams over all handles (STR-3).
pub const MAX_STREAMS: usize = 64;
/// Streams of one handle (STR-3).
pub const MAX_STREAMS_PER_HANDLE: usize = 8;
/// Queues of all streams together (STR-3).
pub const MAX_TOTAL_QUEUE_BYTES: u64 = 67_108_864;
/// Receives that may pend on one stream (STR-6).
pub const MAX_PENDING_RECEIVES: usize = 64;
/// A token's size, in RFC 9562 order (STR-2).
pub const TOKEN_BYTES: usize = 16;

/// All of them with their names in `layout.json`.
pub const ALL: [(&str, u64); 14] = [
    ("EVENT_ALIGNMENT", EVENT_ALIGNMENT as u64),
    ("MAX_NAME_UNITS", MAX_NAME_UNITS as u64),
    ("MAX_NAME2_UNITS", MAX_NAME2_UNITS as u64),
    ("MIN_RECEIVE_BYTES", MIN_RECEIVE_BYTES as u64),
    ("MAX_BATCH_BYTES", MAX_BATCH_BYTES as u64),
    ("DEFAULT_QUEUE_BYTES", DEFAULT_QUEUE_BYTES as u64),
    ("MIN_QUEUE_BYTES", MIN_QUEUE_BYTES as u64),
    ("MAX_QUEUE_BYTES", MAX_QUEUE_BYTES as u64),
    ("QUEUE_GRANULARITY", QUEUE_GRANULARITY as u64),
    ("MAX_STREAMS", MAX_STREAMS as u64),
    ("MAX_STREAMS_PER_HANDLE", MAX_STREAMS_PER_HANDLE as u64),
    ("MAX_TOTAL_QUEUE_BYTES", MAX_TOTAL_QUEUE_BYTES),
    ("MAX_PENDING_RECEIVES", MAX_PENDING_RECEIVES as u64),
    ("TOKEN_BYTES", TOKEN_BYTES as u64),
];
