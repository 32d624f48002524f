//! What the headers don't know, or know otherwise, each with its reason. Nothing else is left out of the comparison.

use crate::sources;

/// A name that the headers lack.
pub struct Unknown {
    /// As declared.
    pub name: &'static str,
    /// Where the value comes from instead.
    #[allow(dead_code, reason = "for the reader")]
    pub reason: &'static str,
}

const fn unknown(name: &'static str, reason: &'static str) -> Unknown {
    Unknown { name, reason }
}

/// Only a filter's page and header at Microsoft's have these.
const FLT: &str =
    "Wine's fltkernel.h lacks it; taken from Microsoft's page and compared by eye with two public copies of the header";
/// Newer than the headers.
const NEW: &str = "newer than mingw-w64's headers; taken from Microsoft's page";

/// Names that neither mingw-w64's nor Wine's headers have.
pub const UNKNOWN: &[Unknown] = &[
    unknown("FLT_RELATED_OBJECTS", FLT),
    unknown("FLT_FILE_NAME_INFORMATION", FLT),
    unknown("FLT_VOLUME_PROPERTIES", FLT),
    unknown("FltGetVolumeProperties", FLT),
    unknown("FLT_FILE_NAME_NORMALIZED", FLT),
    unknown("FLT_FILE_NAME_OPENED", FLT),
    unknown("FLT_FILE_NAME_QUERY_DEFAULT", FLT),
    unknown("FLT_REGISTRATION_VERSION", FLT),
    unknown("IRP_MJ_PREPARE_MDL_WRITE", FLT),
    unknown("IRP_MJ_OPERATION_END", FLT),
    unknown("FLTFL_INSTANCE_SETUP_NEWLY_MOUNTED_VOLUME", FLT),
    unknown("FLTFL_INSTANCE_SETUP_MANUAL_ATTACHMENT", FLT),
    unknown("FLTFL_INSTANCE_SETUP_AUTOMATIC_ATTACHMENT", FLT),
    unknown("FLTFL_CALLBACK_DATA_GENERATED_IO", FLT),
    unknown("FLTFL_CALLBACK_DATA_FS_FILTER_OPERATION", FLT),
    unknown("FLTFL_CALLBACK_DATA_FAST_IO_OPERATION", FLT),
    unknown("FLTFL_CALLBACK_DATA_IRP_OPERATION", FLT),
    unknown("FLTFL_POST_OPERATION_DRAINING", FLT),
    unknown("FLTFL_FILTER_UNLOAD_MANDATORY", FLT),
    unknown("FLTFL_REGISTRATION_DO_NOT_SUPPORT_SERVICE_STOP", FLT),
    unknown("FLTFL_REGISTRATION_SUPPORT_DAX_VOLUME", FLT),
    unknown("FLTFL_REGISTRATION_SUPPORT_NPFS_MSFS", FLT),
    unknown("POOL_FLAG_PAGED", NEW),
    unknown("POOL_FLAG_NON_PAGED", NEW),
    unknown("POOL_FLAG_UNINITIALIZED", NEW),
    unknown("POOL_FLAGS", NEW),
    unknown("ExAllocatePool2", NEW),
    unknown("FltAttachVolume", FLT),
    unknown("FltAttachVolumeAtAltitude", FLT),
    unknown("FltDetachVolume", FLT),
    unknown("FltEnumerateInstances", FLT),
    unknown("FltEnumerateVolumes", FLT),
    unknown("FltGetFileNameInformation", FLT),
    unknown("FltGetFilterFromName", FLT),
    unknown("FltGetRequestorProcessId", FLT),
    unknown("FltGetVolumeFromFileObject", FLT),
    unknown("FltGetVolumeFromName", FLT),
    unknown("FltGetVolumeInstanceFromName", FLT),
    unknown("FltGetVolumeName", FLT),
    unknown("FltIsDirectory", FLT),
    unknown("FltObjectDereference", FLT),
    unknown("FltParseFileNameInformation", FLT),
    unknown("FltReleaseFileNameInformation", FLT),
    unknown("FltSetCallbackDataDirty", FLT),
    unknown("PFLT_VOLUME", FLT),
    unknown("CmCallbackGetKeyObjectIDEx", NEW),
    unknown("CmCallbackReleaseKeyObjectIDEx", NEW),
    unknown("OB_FLAG_KERNEL_HANDLE", "a bit field in C, which has no offset; bit 0 by the order of the fields"),
];

/// Names that the kernel's headers lack, but Windows' headers for programs have.
pub const FOR_PROGRAMS: &[&str] = &[
    "PROCESS_TERMINATE",
    "PROCESS_CREATE_THREAD",
    "PROCESS_VM_OPERATION",
    "PROCESS_VM_WRITE",
    "PROCESS_CREATE_PROCESS",
    "PROCESS_SET_QUOTA",
    "PROCESS_SET_INFORMATION",
    "PROCESS_SUSPEND_RESUME",
    "PROCESS_QUERY_LIMITED_INFORMATION",
];

/// Written down from Microsoft's pages, apart from the Rust declarations.
pub const TRANSCRIBED: &str = include_str!("transcribed.h");

/// Whether the layout of a type is known, by the headers or transcribed.
pub fn has_layout(c_type: &str) -> bool {
    !is_unknown(c_type) || TRANSCRIBED.contains(&format!("}} {c_type};"))
}

/// Whether the headers lack a structure, constant or function.
pub fn is_unknown(name: &str) -> bool {
    UNKNOWN.iter().any(|unknown| unknown.name == name)
}

/// Structures that Wine's kernel headers have.
pub const IN_WINE: &[&str] = &[
    "ACCESS_ALLOWED_ACE",
    "ACCESS_STATE",
    "ACE_HEADER",
    "ACL",
    "CLIENT_ID",
    "DEVICE_OBJECT",
    "DISPATCHER_HEADER",
    "DRIVER_OBJECT",
    "EVENT_DATA_DESCRIPTOR",
    "EVENT_DESCRIPTOR",
    "EVENT_FILTER_DESCRIPTOR",
    "FILE_OBJECT",
    "GUID",
    "IO_SECURITY_CONTEXT",
    "IO_STACK_LOCATION",
    "IO_STATUS_BLOCK",
    "IRP",
    "KDEVICE_QUEUE_ENTRY",
    "KEVENT",
    "KEY_VALUE_PARTIAL_INFORMATION",
    "LIST_ENTRY",
    "LUID",
    "OBJECT_ATTRIBUTES",
    "OB_CALLBACK_REGISTRATION",
    "OB_OPERATION_REGISTRATION",
    "OB_PRE_CREATE_HANDLE_INFORMATION",
    "OB_PRE_DUPLICATE_HANDLE_INFORMATION",
    "OB_PRE_OPERATION_INFORMATION",
    "OB_PRE_OPERATION_PARAMETERS",
    "PS_CREATE_NOTIFY_INFO",
    "RTL_OSVERSIONINFOW",
    "SECURITY_DESCRIPTOR_RELATIVE",
    "SECURITY_SUBJECT_CONTEXT",
    "UNICODE_STRING",
];

/// What Wine's kernel headers lack or give otherwise: fields that Windows added later, one without a name, and the size that follows.
/// mingw-w64's headers have all of them.
pub const OTHERWISE_IN_WINE: &[&str] = &[
    "DISPATCHER_HEADER.Lock",
    "IO_PARAMETERS_WRITE.Flags",
    "FILE_OBJECT.IrpList",
    "FILE_OBJECT.IrpListLock",
    "FILE_OBJECT.FileObjectExtension",
    "size of FILE_OBJECT",
];

/// Structures whose size the headers give otherwise: mingw-w64 leaves out that Windows aligns a device object to 16 bytes. Every
/// field is compared, and only the system makes such an object.
pub const OTHER_SIZE: &[&str] = &["DEVICE_OBJECT"];

/// Routines that the headers make a macro of on x86-64, so that there is no signature to compare.
pub const MACROS: &[&str] = &["KeQuerySystemTime"];

/// Fields that are structures in C and plain words here, as the drivers don't look into them. Their offset and size are compared,
/// not their kind.
pub const WORDS: &[&str] = &[
    "IRP_TAIL.Apc",
    "DEVICE_OBJECT.Queue",
    "DEVICE_OBJECT.DeviceQueue",
    "DEVICE_OBJECT.Dpc",
    "DEVICE_OBJECT.DeviceLock",
    "ACCESS_STATE.Privileges",
];

/// An exception for something that is no longer there is a mistake.
pub fn assert_each_is_declared() {
    let text = sources::files().concat();
    for unknown in UNKNOWN {
        assert!(text.contains(unknown.name), "{} is not declared", unknown.name);
    }
}
