//! Zw: registry values and rights.

use crate::ACCESS_MASK;

/// What a value query gives.
pub type KEY_VALUE_INFORMATION_CLASS = i32;

layout! {
    /// A value; its data begins at `Data`.
    ///
    /// Source: Microsoft, "KEY_VALUE_PARTIAL_INFORMATION structure (wdm.h)".
    struct KEY_VALUE_PARTIAL_INFORMATION = "KEY_VALUE_PARTIAL_INFORMATION", "", 0x10 {
        TitleIndex @ 0x0: u32,
        Type @ 0x4: u32,
        DataLength @ 0x8: u32,
        Data @ 0xC: [u8; 1],
    }
}

constants! {
    /// Classes of a value query, for the oracle.
    KEY_VALUE_CLASSES: KEY_VALUE_INFORMATION_CLASS;
    /// [`KEY_VALUE_PARTIAL_INFORMATION`].
    KeyValuePartialInformation = 2;
}

constants! {
    /// Rights, for the oracle.
    ACCESS_RIGHTS: ACCESS_MASK;
    /// Delete.
    DELETE = 0x1_0000;
    /// Read the security.
    READ_CONTROL = 0x2_0000;
    /// Change the security.
    WRITE_DAC = 0x4_0000;
    /// Wait.
    SYNCHRONIZE = 0x10_0000;
    /// All rights of the type.
    GENERIC_ALL = 0x1000_0000;
    /// Read a key's values.
    KEY_QUERY_VALUE = 0x1;
    /// Write a key's values.
    KEY_SET_VALUE = 0x2;
    /// Make keys below.
    KEY_CREATE_SUB_KEY = 0x4;
    /// Read.
    KEY_READ = 0x2_0019;
    /// Write.
    KEY_WRITE = 0x2_0006;
    /// Read and write.
    KEY_ALL_ACCESS = 0xF_003F;
    /// The 64-bit view.
    KEY_WOW64_64KEY = 0x100;
    /// The 32-bit view.
    KEY_WOW64_32KEY = 0x200;
    /// Read a file's attributes.
    FILE_READ_ATTRIBUTES = 0x80;
    /// Read a link's target.
    SYMBOLIC_LINK_QUERY = 0x1;
}

constants! {
    /// Types and dispositions of the registry, for the oracle.
    REGISTRY_VALUES: u32;
    /// A string.
    REG_SZ = 1;
    /// A string with variables.
    REG_EXPAND_SZ = 2;
    /// Bytes.
    REG_BINARY = 3;
    /// A number.
    REG_DWORD = 4;
    /// Strings.
    REG_MULTI_SZ = 7;
    /// A key that lasts.
    REG_OPTION_NON_VOLATILE = 0;
    /// A key that the next start doesn't have.
    REG_OPTION_VOLATILE = 1;
    /// The key was made.
    REG_CREATED_NEW_KEY = 1;
    /// The key was there.
    REG_OPENED_EXISTING_KEY = 2;
}
