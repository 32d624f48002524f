use core::ffi::c_void;

use crate::{FILE_OBJECT, FLT_VOLUME_PROPERTIES, NTSTATUS, PFLT_FILTER, PFLT_INSTANCE, PFLT_VOLUME, UNICODE_STRING};

imports! { "fltmgr.sys" {
    /// A filter's instances, each referenced. APC_LEVEL. Microsoft, "FltEnumerateInstances function (fltkernel.h)".
    pub fn FltEnumerateInstances(
        Volume: PFLT_VOLUME,
        Filter: PFLT_FILTER,
        InstanceList: *mut PFLT_INSTANCE,
        InstanceListSize: u32,
        NumberInstancesReturned: *mut u32,
    ) -> NTSTATUS;

    /// The volumes, each referenced. APC_LEVEL. Microsoft, "FltEnumerateVolumes function (fltkernel.h)".
    pub fn FltEnumerateVolumes(
        Filter: PFLT_FILTER,
        VolumeList: *mut PFLT_VOLUME,
        VolumeListSize: u32,
        NumberVolumesReturned: *mut u32,
    ) -> NTSTATUS;

    /// A filter's instance on a volume, referenced. APC_LEVEL.
    /// Microsoft, "FltGetVolumeInstanceFromName function (fltkernel.h)".
    pub fn FltGetVolumeInstanceFromName(
        Filter: PFLT_FILTER,
        Volume: PFLT_VOLUME,
        InstanceName: *const UNICODE_STRING,
        RetInstance: *mut PFLT_INSTANCE,
    ) -> NTSTATUS;

    /// Attaches an instance. PASSIVE_LEVEL. Microsoft, "FltAttachVolume function (fltkernel.h)".
    pub fn FltAttachVolume(
        Filter: PFLT_FILTER,
        Volume: PFLT_VOLUME,
        InstanceName: *const UNICODE_STRING,
        RetInstance: *mut PFLT_INSTANCE,
    ) -> NTSTATUS;

    /// Attaches an instance at an altitude; for tests only. PASSIVE_LEVEL.
    /// Microsoft, "FltAttachVolumeAtAltitude function (fltkernel.h)".
    pub fn FltAttachVolumeAtAltitude(
        Filter: PFLT_FILTER,
        Volume: PFLT_VOLUME,
        Altitude: *const UNICODE_STRING,
        InstanceName: *const UNICODE_STRING,
        RetInstance: *mut PFLT_INSTANCE,
    ) -> NTSTATUS;

    /// Detaches an instance. PASSIVE_LEVEL. Microsoft, "FltDetachVolume function (fltkernel.h)".
    pub fn FltDetachVolume(Filter: PFLT_FILTER, Volume: PFLT_VOLUME, InstanceName: *const UNICODE_STRING) -> NTSTATUS;

    /// A filter by its name, referenced. APC_LEVEL. Microsoft, "FltGetFilterFromName function (fltkernel.h)".
    pub fn FltGetFilterFromName(FilterName: *const UNICODE_STRING, RetFilter: *mut PFLT_FILTER) -> NTSTATUS;

    /// A volume by its name, referenced. PASSIVE_LEVEL. Microsoft, "FltGetVolumeFromName function (fltkernel.h)".
    pub fn FltGetVolumeFromName(
        Filter: PFLT_FILTER,
        VolumeName: *const UNICODE_STRING,
        RetVolume: *mut PFLT_VOLUME,
    ) -> NTSTATUS;

    /// The volume of a file, referenced. APC_LEVEL. Microsoft, "FltGetVolumeFromFileObject function (fltkernel.h)".
    pub fn FltGetVolumeFromFileObject(
        Filter: PFLT_FILTER,
        FileObject: *mut FILE_OBJECT,
        RetVolume: *mut PFLT_VOLUME,
    ) -> NTSTATUS;

    /// What a volume is; the warning STATUS_BUFFER_OVERFLOW where its names have no room. PASSIVE_LEVEL.
    /// Microsoft, "FltGetVolumeProperties function (fltkernel.h)".
    pub fn FltGetVolumeProperties(
        Volume: PFLT_VOLUME,
        VolumeProperties: *mut FLT_VOLUME_PROPERTIES,
        VolumePropertiesLength: u32,
        LengthReturned: *mut u32,
    ) -> NTSTATUS;

    /// A volume's name, such as `\Device\HarddiskVolume3`. APC_LEVEL. Microsoft, "FltGetVolumeName function (fltkernel.h)".
    pub fn FltGetVolumeName(Volume: PFLT_VOLUME, VolumeName: *mut UNICODE_STRING, BufferSizeNeeded: *mut u32) -> NTSTATUS;

    /// Gives a reference to a filter, volume or instance back. APC_LEVEL.
    /// Microsoft, "FltObjectDereference function (fltkernel.h)".
    pub fn FltObjectDereference(FltObject: *mut c_void);
}}
