//! Major functions, and the rights that a handle must have for each.

use kernel_abi::{IRP_MJ_DEVICE_CONTROL, IRP_MJ_READ, IRP_MJ_SET_INFORMATION, IRP_MJ_WRITE};

const IRP_MJ_QUERY_INFORMATION: u8 = 0x05;
const IRP_MJ_QUERY_EA: u8 = 0x07;
const IRP_MJ_SET_EA: u8 = 0x08;
const IRP_MJ_FLUSH_BUFFERS: u8 = 0x09;
const IRP_MJ_QUERY_VOLUME_INFORMATION: u8 = 0x0A;
const IRP_MJ_DIRECTORY_CONTROL: u8 = 0x0C;
const IRP_MJ_FILE_SYSTEM_CONTROL: u8 = 0x0D;
const IRP_MJ_INTERNAL_DEVICE_CONTROL: u8 = 0x0F;
const IRP_MJ_SHUTDOWN: u8 = 0x10;
const IRP_MJ_LOCK_CONTROL: u8 = 0x11;

const FILE_READ_DATA: u32 = 0x1;
const FILE_WRITE_DATA: u32 = 0x2;
const FILE_APPEND_DATA: u32 = 0x4;
const FILE_READ_EA: u32 = 0x8;
const FILE_WRITE_EA: u32 = 0x10;
/// FileStandardInformation, FileEndOfFileInformation, FileFsSizeInformation.
const STANDARD_INFORMATION: u32 = 5;
const END_OF_FILE_INFORMATION: u32 = 20;
const SIZE_INFORMATION: u32 = 3;
/// FSCTL_REQUEST_OPLOCK_LEVEL_1.
const SOME_FILE_SYSTEM_CONTROL: u32 = 0x0009_0000;
/// Some code of the driver's own, sent where it does not belong.
const SOME_CONTROL: u32 = 0x8000_2200;

/// What a request asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Call {
    /// Major function.
    pub major: u8,
    /// Control code, or information class.
    pub code: u32,
}

/// Functions besides create, control, cleanup and close, in the suite's order.
pub const OTHERS: [Call; 13] = [
    Call { major: IRP_MJ_READ, code: 0 },
    Call { major: IRP_MJ_WRITE, code: 0 },
    Call { major: IRP_MJ_FLUSH_BUFFERS, code: 0 },
    Call { major: IRP_MJ_QUERY_INFORMATION, code: STANDARD_INFORMATION },
    Call { major: IRP_MJ_SET_INFORMATION, code: END_OF_FILE_INFORMATION },
    Call { major: IRP_MJ_QUERY_VOLUME_INFORMATION, code: SIZE_INFORMATION },
    Call { major: IRP_MJ_FILE_SYSTEM_CONTROL, code: SOME_FILE_SYSTEM_CONTROL },
    Call { major: IRP_MJ_DIRECTORY_CONTROL, code: 0 },
    Call { major: IRP_MJ_LOCK_CONTROL, code: 0 },
    Call { major: IRP_MJ_QUERY_EA, code: 0 },
    Call { major: IRP_MJ_SET_EA, code: 0 },
    Call { major: IRP_MJ_INTERNAL_DEVICE_CONTROL, code: SOME_CONTROL },
    Call { major: IRP_MJ_SHUTDOWN, code: 0 },
];

/// Whether a major function carries a control code.
pub(super) fn is_control(major: u8) -> bool {
    [IRP_MJ_DEVICE_CONTROL, IRP_MJ_FILE_SYSTEM_CONTROL, IRP_MJ_INTERNAL_DEVICE_CONTROL].contains(&major)
}

impl Call {
    /// NtDeviceIoControlFile.
    #[must_use]
    pub fn control(code: u32) -> Self {
        Self { major: IRP_MJ_DEVICE_CONTROL, code }
    }

    /// Whether only kernel components send it.
    #[must_use]
    pub fn is_kernels(self) -> bool {
        [IRP_MJ_INTERNAL_DEVICE_CONTROL, IRP_MJ_SHUTDOWN].contains(&self.major)
    }

    /// Low bits that tell how its buffers travel; 0, METHOD_BUFFERED, where no code does.
    pub(super) fn method(self) -> u32 {
        if is_control(self.major) {
            self.code & 3
        } else {
            0
        }
    }

    /// Whether a handle's rights suffice: writes, flushes and locks need any of theirs, the others all.
    pub(super) fn is_granted(self, granted: u32) -> bool {
        let all = |needed: u32| granted & needed == needed;
        let any = |needed: u32| granted & needed != 0;
        match self.major {
            IRP_MJ_DEVICE_CONTROL | IRP_MJ_FILE_SYSTEM_CONTROL => all((self.code >> 14) & 3),
            IRP_MJ_READ | IRP_MJ_DIRECTORY_CONTROL => all(FILE_READ_DATA),
            IRP_MJ_WRITE | IRP_MJ_FLUSH_BUFFERS => any(FILE_WRITE_DATA | FILE_APPEND_DATA),
            IRP_MJ_LOCK_CONTROL => any(FILE_READ_DATA | FILE_WRITE_DATA),
            IRP_MJ_SET_INFORMATION => all(FILE_WRITE_DATA),
            IRP_MJ_QUERY_EA => all(FILE_READ_EA),
            IRP_MJ_SET_EA => all(FILE_WRITE_EA),
            _ => true,
        }
    }
}
