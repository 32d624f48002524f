//! Flt: volumes.

use crate::{DEVICE_TYPE, UNICODE_STRING};

layout! {
    /// What a volume is. The names' buffers follow the structure.
    ///
    /// Source: Microsoft, "FLT_VOLUME_PROPERTIES structure (fltkernel.h)".
    struct FLT_VOLUME_PROPERTIES = "FLT_VOLUME_PROPERTIES", "", 0x48 {
        DeviceType @ 0x0: DEVICE_TYPE,
        DeviceCharacteristics @ 0x4: u32,
        DeviceObjectFlags @ 0x8: u32,
        AlignmentRequirement @ 0xC: u32,
        SectorSize @ 0x10: u16,
        Flags @ 0x12: u16,
        FileSystemDriverName @ 0x18: UNICODE_STRING,
        FileSystemDeviceName @ 0x28: UNICODE_STRING,
        RealDeviceName @ 0x38: UNICODE_STRING,
    }
}
