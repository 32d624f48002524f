//! What a test can see of every declared structure and constant.

/// A member of a structure or union.
pub struct Field {
    /// As in C; one that begins with an underscore is padding.
    pub name: &'static str,
    /// Its Rust type as written.
    pub rust_type: &'static str,
    /// From the structure's start, bytes.
    pub offset: usize,
    /// Bytes.
    pub size: usize,
}

/// The layout of a structure or union, as the compiler has laid it out.
pub struct Layout {
    /// Its Rust name.
    pub name: &'static str,
    /// The C type that holds it.
    pub c_type: &'static str,
    /// The member of that type which it describes, such as `Parameters.DeviceIoControl`; empty for the type itself.
    pub c_path: &'static str,
    /// Whether it is a union.
    pub is_union: bool,
    /// Bytes.
    pub size: usize,
    /// Bytes.
    pub align: usize,
    /// In the order of declaration.
    pub fields: &'static [Field],
}

/// A type whose layout is proven.
pub trait Described {
    /// The layout.
    const LAYOUT: Layout;
}

/// A constant.
pub struct Constant {
    /// As in C.
    pub name: &'static str,
    /// Sign-extended.
    pub value: u64,
    /// Bytes of its type.
    pub size: usize,
}

/// Every declared structure and union. A test compares this list with the sources.
#[must_use]
pub const fn layouts() -> &'static [&'static Layout] {
    macro_rules! list {
        ($($name:ident)*) => { &[$(&<crate::$name as Described>::LAYOUT,)*] };
    }
    list!(
        UNICODE_STRING LIST_ENTRY GUID LUID CLIENT_ID OBJECT_ATTRIBUTES IO_STATUS_BLOCK
        DISPATCHER_HEADER KEVENT KDEVICE_QUEUE_ENTRY
        IRP IRP_ASSOCIATED IRP_OVERLAY IRP_ASYNCHRONOUS_PARAMETERS IRP_TAIL IRP_TAIL_OVERLAY
        IO_STACK_LOCATION IO_PARAMETERS IO_PARAMETERS_CREATE IO_PARAMETERS_WRITE IO_PARAMETERS_DEVICE_IO_CONTROL IO_PARAMETERS_OTHERS
        DRIVER_OBJECT DEVICE_OBJECT FILE_OBJECT
        IO_SECURITY_CONTEXT ACCESS_STATE SECURITY_SUBJECT_CONTEXT
        FLT_REGISTRATION FLT_OPERATION_REGISTRATION FLT_CONTEXT_REGISTRATION
        FLT_CALLBACK_DATA FLT_IO_PARAMETER_BLOCK FLT_RELATED_OBJECTS
        FLT_PARAMETERS FLT_PARAMETERS_CREATE FLT_PARAMETERS_WRITE FLT_FILE_NAME_INFORMATION FLT_VOLUME_PROPERTIES
        PS_CREATE_NOTIFY_INFO
        OB_CALLBACK_REGISTRATION OB_OPERATION_REGISTRATION OB_PRE_OPERATION_INFORMATION OB_PRE_OPERATION_PARAMETERS
        OB_PRE_CREATE_HANDLE_INFORMATION OB_PRE_DUPLICATE_HANDLE_INFORMATION OBJECT_HANDLE_INFORMATION
        REG_SET_VALUE_KEY_INFORMATION REG_DELETE_VALUE_KEY_INFORMATION REG_DELETE_KEY_INFORMATION REG_RENAME_KEY_INFORMATION
        REG_CREATE_KEY_INFORMATION_V1 REG_LOAD_KEY_INFORMATION REG_UNLOAD_KEY_INFORMATION REG_RESTORE_KEY_INFORMATION
        REG_REPLACE_KEY_INFORMATION REG_SET_KEY_SECURITY_INFORMATION REG_POST_OPERATION_INFORMATION
        KEY_VALUE_PARTIAL_INFORMATION
        ACL ACE_HEADER ACCESS_ALLOWED_ACE SECURITY_DESCRIPTOR_RELATIVE
        OSVERSIONINFOW EVENT_DESCRIPTOR EVENT_DATA_DESCRIPTOR EVENT_FILTER_DESCRIPTOR
    )
}

/// Every table of constants. A test compares this list with the sources.
#[must_use]
pub const fn constants() -> &'static [&'static [Constant]] {
    &[
        crate::PROCESSOR_MODES,
        crate::OBJECT_ATTRIBUTE_FLAGS,
        crate::BCRYPT_FLAGS,
        crate::REG_NOTIFY_CLASSES,
        crate::POOL_TYPES,
        crate::POOL_FLAG_VALUES,
        crate::FLT_CALLBACK_STATUSES,
        crate::FLT_FLAGS,
        crate::FLT_FILE_NAME_OPTIONS,
        crate::FLT_OPERATIONS,
        crate::FLT_VERSIONS,
        crate::IO_BYTES,
        crate::IO_FLAGS,
        crate::WAIT_ENUMS,
        crate::IRQLS,
        crate::STATUS_CODES,
        crate::OB_VALUES,
        crate::PROCESS_ACCESS,
        crate::SECURITY_INFORMATION_FLAGS,
        crate::SECURITY_DESCRIPTOR_FLAGS,
        crate::SECURITY_REVISIONS,
        crate::KEY_VALUE_CLASSES,
        crate::ACCESS_RIGHTS,
        crate::REGISTRY_VALUES,
    ]
}
