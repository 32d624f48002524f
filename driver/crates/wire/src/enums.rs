//! Enumerations and bit sets of the contract.

use crate::field::{Field, Reason, Refusal};

macro_rules! wire_enum {
    ($(#[$doc:meta])* $name:ident: $repr:ident { $($(#[$value_doc:meta])* $value:ident = $number:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr($repr)]
        pub enum $name {
            $($(#[$value_doc])* $value = $number,)*
        }

        impl $name {
            /// Every value.
            pub const ALL: &'static [$name] = &[$($name::$value,)*];

            /// The value with this number.
            #[must_use]
            #[inline]
            pub const fn from_number(number: $repr) -> Option<Self> {
                match number {
                    $($number => Some($name::$value),)*
                    _ => None,
                }
            }

            /// Its number on the wire.
            #[must_use]
            #[inline]
            pub const fn number(self) -> $repr {
                self as $repr
            }
        }

        impl Field for $name {
            const TYPE: &'static str = <$repr as Field>::TYPE;
            const BYTES: usize = <$repr as Field>::BYTES;
            const ALIGN: usize = <$repr as Field>::ALIGN;

            #[inline]
            fn read(bytes: &[u8], at: usize) -> Result<Self, Refusal> {
                let number = $repr::read(bytes, at)?;
                Self::from_number(number).ok_or(Refusal { offset: at, reason: Reason::UnknownValue })
            }

            #[inline]
            fn write(&self, out: &mut [u8], at: usize) {
                self.number().write(out, at);
            }
        }
    };
}

wire_enum! {
    /// State of one callback (HLT-1, HLT-4).
    CallbackHealth: u32 {
        /// Found missing, or a loss of it is still to be told.
        NotRegistered = 0,
        /// It stands.
        Registered = 1,
        /// It could not be registered at load.
        RegistrationFailed = 2,
    }
}

wire_enum! {
    /// What the driver's own calls to the filter manager reached (HLT-5).
    FilterStatus: u32 {
        /// No filter.
        NotRegistered = 0,
        /// FltRegisterFilter succeeded.
        Registered = 1,
        /// FltStartFiltering succeeded.
        Filtering = 2,
    }
}

wire_enum! {
    /// How much of the protection load could set up (PAR-2).
    ProtectionMode: u32 {
        /// All of it.
        Full = 0,
        /// A process, object or registry callback is missing.
        PartialProtection = 1,
    }
}

wire_enum! {
    /// Which call load chose for the registry callback (CMR-1).
    RegistryApi: u32 {
        /// None yet.
        None = 0,
        /// Without an altitude.
        CmRegisterCallback = 1,
        /// With an altitude.
        CmRegisterCallbackEx = 2,
    }
}

wire_enum! {
    /// What an event is about (section 4).
    EventType: u16 {
        /// IRP_MJ_CREATE, before the operation.
        FileCreate = 1,
        /// IRP_MJ_WRITE, before the operation.
        FileWrite = 2,
        /// IRP_MJ_CLEANUP, after the operation.
        FileCleanup = 3,
        /// A process is about to run.
        ProcessCreate = 4,
        /// A process has ended.
        ProcessExit = 5,
        /// A registry value is about to be set.
        RegSetValue = 6,
        /// A registry key is about to be created.
        RegCreateKey = 7,
        /// A registry value is about to be deleted.
        RegDeleteValue = 8,
        /// A registry key is about to be deleted.
        RegDeleteKey = 9,
        /// A registry key is about to be renamed.
        RegRenameKey = 10,
        /// A handle to a protected process was asked for with access that is stripped.
        HandleAccessStripped = 11,
        /// A callback was found missing (HLT-3).
        TamperDetected = 12,
    }
}

impl EventType {
    /// The bit of a stream's event_mask that takes this type (STR-1).
    #[must_use]
    #[inline]
    pub const fn mask(self) -> u32 {
        match self {
            EventType::FileCreate => event_mask::FILE_CREATE,
            EventType::FileWrite => event_mask::FILE_WRITE,
            EventType::FileCleanup => event_mask::FILE_CLEANUP,
            EventType::ProcessCreate | EventType::ProcessExit => event_mask::PROCESS,
            EventType::RegSetValue
            | EventType::RegCreateKey
            | EventType::RegDeleteValue
            | EventType::RegDeleteKey
            | EventType::RegRenameKey => event_mask::REGISTRY,
            EventType::HandleAccessStripped => event_mask::HANDLE_ACCESS,
            EventType::TamperDetected => event_mask::TAMPER,
        }
    }
}

/// Bits of an event's flags (section 4).
pub mod event_flag {
    /// The operation was refused.
    pub const BLOCKED: u16 = 1;
    /// The first name is cut (EVT-1).
    pub const NAME_TRUNCATED: u16 = 2;
    /// The second name is cut (EVT-1).
    pub const NAME2_TRUNCATED: u16 = 4;
    /// The handle was duplicated, not opened (OBJ-1).
    pub const DUPLICATE_HANDLE: u16 = 8;
    /// Every bit that has a meaning.
    pub const KNOWN: u16 = BLOCKED | NAME_TRUNCATED | NAME2_TRUNCATED | DUPLICATE_HANDLE;

    /// All bits with their contract names.
    pub const ALL: [(&str, u16); 4] = [
        ("BLOCKED", BLOCKED),
        ("NAME_TRUNCATED", NAME_TRUNCATED),
        ("NAME2_TRUNCATED", NAME2_TRUNCATED),
        ("DUPLICATE_HANDLE", DUPLICATE_HANDLE),
    ];
}

/// Bits of a stream's event_mask (STR-1).
pub mod event_mask {
    /// FILE_CREATE.
    pub const FILE_CREATE: u32 = 1;
    /// FILE_WRITE.
    pub const FILE_WRITE: u32 = 1 << 1;
    /// FILE_CLEANUP.
    pub const FILE_CLEANUP: u32 = 1 << 2;
    /// PROCESS_CREATE and PROCESS_EXIT.
    pub const PROCESS: u32 = 1 << 3;
    /// The five registry types.
    pub const REGISTRY: u32 = 1 << 4;
    /// HANDLE_ACCESS_STRIPPED.
    pub const HANDLE_ACCESS: u32 = 1 << 5;
    /// TAMPER_DETECTED.
    pub const TAMPER: u32 = 1 << 6;
    /// Every type.
    pub const EVERY: u32 = 127;

    /// All bits with their contract names.
    pub const ALL: [(&str, u32); 8] = [
        ("FILE_CREATE", FILE_CREATE),
        ("FILE_WRITE", FILE_WRITE),
        ("FILE_CLEANUP", FILE_CLEANUP),
        ("PROCESS", PROCESS),
        ("REGISTRY", REGISTRY),
        ("HANDLE_ACCESS", HANDLE_ACCESS),
        ("TAMPER", TAMPER),
        ("ALL", EVERY),
    ];
}
