//! The four control codes (IOC-1): `CTL_CODE(0x8000, 0x880..0x883, METHOD_BUFFERED, FILE_ANY_ACCESS)`.

/// Device type of the driver's device (DEV-1).
pub const DEVICE_TYPE: u32 = 0x8000;
/// Bits of a code that tell how buffers are passed; 0 is METHOD_BUFFERED (IOC-9).
pub const METHOD_MASK: u32 = 3;

/// Asks for a [`CallbackHealthReport`](crate::structs::CallbackHealthReport) (HLT-1).
pub const QUERY_CALLBACK_HEALTH: u32 = 0x8000_2200;
/// Asks for a [`MinifilterStatus`](crate::structs::MinifilterStatus) (FST-1).
pub const QUERY_MINIFILTER_STATUS: u32 = 0x8000_2204;
/// Opens a stream (token zero) or receives from one (STR-1, STR-4).
pub const START_EVENT_STREAM: u32 = 0x8000_2208;
/// Stops a stream (STR-10).
pub const STOP_EVENT_STREAM: u32 = 0x8000_220C;

/// All four with their contract names.
pub const ALL: [(&str, u32); 4] = [
    ("QUERY_CALLBACK_HEALTH", QUERY_CALLBACK_HEALTH),
    ("QUERY_MINIFILTER_STATUS", QUERY_MINIFILTER_STATUS),
    ("START_EVENT_STREAM", START_EVENT_STREAM),
    ("STOP_EVENT_STREAM", STOP_EVENT_STREAM),
];

const fn ctl_code(function: u32) -> u32 {
    DEVICE_TYPE << 16 | function << 2
}

const _: () = assert!(
    QUERY_CALLBACK_HEALTH == ctl_code(0x880)
        && QUERY_MINIFILTER_STATUS == ctl_code(0x881)
        && START_EVENT_STREAM == ctl_code(0x882)
        && STOP_EVENT_STREAM == ctl_code(0x883)
);
