//! What the linker must know to make a program without a C library.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_ENV").as_deref() == Ok("msvc") {
        for argument in ["/SUBSYSTEM:CONSOLE", "/ENTRY:mainCRTStartup", "/NODEFAULTLIB", "/Brepro"] {
            println!("cargo::rustc-link-arg-bins={argument}");
        }
    }
}
