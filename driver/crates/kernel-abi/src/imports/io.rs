use crate::{BOOLEAN, DEVICE_OBJECT, DEVICE_TYPE, DRIVER_OBJECT, IRP, KIRQL, NTSTATUS, PEPROCESS, UNICODE_STRING};

imports! { "ntoskrnl.exe" {
    /// Makes a device. APC_LEVEL, Windows 2000. Microsoft, "IoCreateDevice function (wdm.h)".
    pub fn IoCreateDevice(
        DriverObject: *mut DRIVER_OBJECT,
        DeviceExtensionSize: u32,
        DeviceName: *const UNICODE_STRING,
        DeviceType: DEVICE_TYPE,
        DeviceCharacteristics: u32,
        Exclusive: BOOLEAN,
        DeviceObject: *mut *mut DEVICE_OBJECT,
    ) -> NTSTATUS;

    /// Deletes a device, once nothing refers to it. APC_LEVEL, Windows 2000. Microsoft, "IoDeleteDevice function (wdm.h)".
    pub fn IoDeleteDevice(DeviceObject: *mut DEVICE_OBJECT);

    /// Makes a link to a device. PASSIVE_LEVEL, Windows 2000. Microsoft, "IoCreateSymbolicLink function (wdm.h)".
    pub fn IoCreateSymbolicLink(SymbolicLinkName: *const UNICODE_STRING, DeviceName: *const UNICODE_STRING) -> NTSTATUS;

    /// Deletes a link. PASSIVE_LEVEL, Windows 2000. Microsoft, "IoDeleteSymbolicLink function (wdm.h)".
    pub fn IoDeleteSymbolicLink(SymbolicLinkName: *const UNICODE_STRING) -> NTSTATUS;

    /// Completes a request; what the macro IoCompleteRequest calls. DISPATCH_LEVEL, Windows 2000, no spin lock held.
    /// Microsoft, "IofCompleteRequest function (wdm.h)".
    pub fn IofCompleteRequest(Irp: *mut IRP, PriorityBoost: i8);

    /// Releases the lock that a cancel routine is called with. DISPATCH_LEVEL, Windows 2000.
    /// Microsoft, "IoReleaseCancelSpinLock function (wdm.h)".
    pub fn IoReleaseCancelSpinLock(Irql: KIRQL);

    /// The current process; what PsGetCurrentProcess is. Any IRQL (documented for DISPATCH_LEVEL), Windows 2000.
    /// Microsoft, "IoGetCurrentProcess function (wdm.h)".
    pub fn IoGetCurrentProcess() -> PEPROCESS;
}}
