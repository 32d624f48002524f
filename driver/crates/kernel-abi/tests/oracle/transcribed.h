/* Structures that neither mingw-w64's nor Wine's headers have, written down from Microsoft's pages apart from the Rust
   declarations. The compiler lays them out; only an order or a type misread twice would pass. */

typedef struct _FLT_RELATED_OBJECTS { /* ns-fltkernel-_flt_related_objects */
  USHORT Size;
  USHORT TransactionContext;
  PFLT_FILTER Filter;
  struct _FLT_VOLUME *Volume;
  PFLT_INSTANCE Instance;
  PFILE_OBJECT FileObject;
  struct _KTRANSACTION *Transaction;
} FLT_RELATED_OBJECTS;

typedef struct _FLT_FILE_NAME_INFORMATION { /* ns-fltkernel-_flt_file_name_information */
  USHORT Size;
  USHORT NamesParsed;
  ULONG Format;
  UNICODE_STRING Name;
  UNICODE_STRING Volume;
  UNICODE_STRING Share;
  UNICODE_STRING Extension;
  UNICODE_STRING Stream;
  UNICODE_STRING FinalComponent;
  UNICODE_STRING ParentDir;
} FLT_FILE_NAME_INFORMATION;

typedef struct _FLT_VOLUME_PROPERTIES { /* ns-fltkernel-_flt_volume_properties */
  DEVICE_TYPE DeviceType;
  ULONG DeviceCharacteristics;
  ULONG DeviceObjectFlags;
  ULONG AlignmentRequirement;
  USHORT SectorSize;
  USHORT Flags;
  UNICODE_STRING FileSystemDriverName;
  UNICODE_STRING FileSystemDeviceName;
  UNICODE_STRING RealDeviceName;
} FLT_VOLUME_PROPERTIES;

typedef struct _FLT_VOLUME *PFLT_VOLUME;

/* Routines, likewise. */

typedef ULONG64 POOL_FLAGS;

PVOID NTAPI ExAllocatePool2(POOL_FLAGS Flags, SIZE_T NumberOfBytes, ULONG Tag);
NTSTATUS NTAPI CmCallbackGetKeyObjectIDEx(PLARGE_INTEGER Cookie, PVOID Object, PULONG_PTR ObjectID,
                                          PCUNICODE_STRING *ObjectName, ULONG Flags);
VOID NTAPI CmCallbackReleaseKeyObjectIDEx(PCUNICODE_STRING ObjectName);

NTSTATUS NTAPI FltAttachVolume(PFLT_FILTER Filter, PFLT_VOLUME Volume, PCUNICODE_STRING InstanceName,
                               PFLT_INSTANCE *RetInstance);
NTSTATUS NTAPI FltAttachVolumeAtAltitude(PFLT_FILTER Filter, PFLT_VOLUME Volume, PCUNICODE_STRING Altitude,
                                         PCUNICODE_STRING InstanceName, PFLT_INSTANCE *RetInstance);
NTSTATUS NTAPI FltDetachVolume(PFLT_FILTER Filter, PFLT_VOLUME Volume, PCUNICODE_STRING InstanceName);
NTSTATUS NTAPI FltEnumerateInstances(PFLT_VOLUME Volume, PFLT_FILTER Filter, PFLT_INSTANCE *InstanceList,
                                     ULONG InstanceListSize, PULONG NumberInstancesReturned);
NTSTATUS NTAPI FltEnumerateVolumes(PFLT_FILTER Filter, PFLT_VOLUME *VolumeList, ULONG VolumeListSize,
                                   PULONG NumberVolumesReturned);
NTSTATUS NTAPI FltGetFileNameInformation(PFLT_CALLBACK_DATA CallbackData, FLT_FILE_NAME_OPTIONS NameOptions,
                                         FLT_FILE_NAME_INFORMATION **FileNameInformation);
NTSTATUS NTAPI FltGetFilterFromName(PCUNICODE_STRING FilterName, PFLT_FILTER *RetFilter);
ULONG NTAPI FltGetRequestorProcessId(PFLT_CALLBACK_DATA CallbackData);
NTSTATUS NTAPI FltGetVolumeFromFileObject(PFLT_FILTER Filter, PFILE_OBJECT FileObject, PFLT_VOLUME *RetVolume);
NTSTATUS NTAPI FltGetVolumeFromName(PFLT_FILTER Filter, PCUNICODE_STRING VolumeName, PFLT_VOLUME *RetVolume);
NTSTATUS NTAPI FltGetVolumeInstanceFromName(PFLT_FILTER Filter, PFLT_VOLUME Volume, PCUNICODE_STRING InstanceName,
                                            PFLT_INSTANCE *RetInstance);
NTSTATUS NTAPI FltGetVolumeName(PFLT_VOLUME Volume, PUNICODE_STRING VolumeName, PULONG BufferSizeNeeded);
NTSTATUS NTAPI FltGetVolumeProperties(PFLT_VOLUME Volume, FLT_VOLUME_PROPERTIES *VolumeProperties,
                                      ULONG VolumePropertiesLength, PULONG LengthReturned);
NTSTATUS NTAPI FltIsDirectory(PFILE_OBJECT FileObject, PFLT_INSTANCE Instance, PBOOLEAN IsDirectory);
VOID NTAPI FltObjectDereference(PVOID FltObject);
NTSTATUS NTAPI FltParseFileNameInformation(FLT_FILE_NAME_INFORMATION *FileNameInformation);
VOID NTAPI FltReleaseFileNameInformation(FLT_FILE_NAME_INFORMATION *FileNameInformation);
VOID NTAPI FltSetCallbackDataDirty(PFLT_CALLBACK_DATA Data);
