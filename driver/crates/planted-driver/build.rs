//! What the linker must know to make a driver of a library.

use std::env;

/// Arguments that both link.exe and lld-link understand.
const DRIVER_IMAGE: [&str; 10] = [
    "/DRIVER",
    "/SUBSYSTEM:NATIVE",
    "/ENTRY:DriverEntry",
    "/NODEFAULTLIB",
    "/INTEGRITYCHECK", // Ps and Ob registration ask for the flag (PAR-3)
    "/OPT:REF,ICF",
    "/INCREMENTAL:NO",
    "/RELEASE", // the header's checksum: Windows verifies a driver's
    "/MAP",
    "/Brepro", // no time stamp: the same input gives the same bytes (BLD-2)
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_ENV").as_deref() == Ok("msvc") {
        for argument in DRIVER_IMAGE {
            println!("cargo::rustc-link-arg-cdylib={argument}");
        }
        if env::var_os("CARGO_FEATURE_WRITABLE_CODE").is_some() {
            println!("cargo::rustc-link-arg-cdylib=/SECTION:.wtext,ERW");
        }
    }
}
