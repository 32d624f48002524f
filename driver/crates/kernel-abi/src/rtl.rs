//! Rtl: version.

layout! {
    /// The system's version. `dwOSVersionInfoSize` must be the size before the call.
    ///
    /// Source: Microsoft, "RTL_OSVERSIONINFOW structure (wdm.h)".
    struct OSVERSIONINFOW = "RTL_OSVERSIONINFOW", "", 0x114 {
        dwOSVersionInfoSize @ 0x0: u32,
        dwMajorVersion @ 0x4: u32,
        dwMinorVersion @ 0x8: u32,
        dwBuildNumber @ 0xC: u32,
        dwPlatformId @ 0x10: u32,
        szCSDVersion @ 0x14: [u16; 128],
    }
}
