//! Security of devices.

use kernel_abi::{
    DACL_SECURITY_INFORMATION, HANDLE, NTSTATUS, STATUS_ACCESS_DENIED, STATUS_INVALID_HANDLE,
    STATUS_OBJECT_TYPE_MISMATCH, STATUS_SUCCESS, WRITE_DAC,
};

use crate::ob::{Body, Handle};
use crate::ps;
use crate::se::Descriptor;
use crate::verifier::BugCheck;

const STATUS_INVALID_SECURITY_DESCR: NTSTATUS = 0xC000_0079_u32 as NTSTATUS;
/// (UN)PROTECTED_DACL_SECURITY_INFORMATION.
const PROTECTION: u32 = 0xA000_0000;

services! { "ntoskrnl.exe";
    /// The DACL of a device. Source: Microsoft, "ZwSetSecurityObject function (ntifs.h)".
    fn ZwSetSecurityObject(cx, handle: HANDLE, parts: u32, descriptor: *const u8) -> NTSTATUS, irql 0, fails |status| status; {
        let Some(entry) = cx.machine().ob.handles.get(ps::current(cx).address, Handle(handle as u64)) else {
            return STATUS_INVALID_HANDLE;
        };
        let device = match entry.body {
            Body::Device(address) => cx.machine().io.devices.at(address),
            Body::DeviceFile(file) => Some(std::sync::Arc::clone(&file.device)),
            _ => return STATUS_OBJECT_TYPE_MISMATCH,
        };
        let Some(device) = device else { return STATUS_INVALID_HANDLE };
        if parts & !PROTECTION != DACL_SECURITY_INFORMATION {
            cx.bug_check(BugCheck::host(format!("the parts {parts:#x} of a device's security are not simulated")));
        }
        if entry.granted & WRITE_DAC == 0 {
            return STATUS_ACCESS_DENIED;
        }
        let Some(new) = Descriptor::read(descriptor) else { return STATUS_INVALID_SECURITY_DESCR };
        let mut security = device.security.lock();
        security.dacl = new.dacl;
        security.protected = new.protected;
        STATUS_SUCCESS
    }
}
