//! Headers and sections: what Windows' loader, Memory integrity (HVCI) and the callbacks' registration ask of an image.
//!
//! Sources: "Implement HVCI compatible code", <https://learn.microsoft.com/en-us/windows-hardware/drivers/driversecurity/implement-hvci-compatible-code>;
//! "PE Format", <https://learn.microsoft.com/en-us/windows/win32/debug/pe-format>.

use object::pe;

use crate::findings::Finding;
use crate::image::{checksum, Image};

const CHECK: &str = "headers";
const PAGE: u32 = 0x1000;

/// All faults of the headers and the section table.
pub fn check(image: &Image) -> Vec<Finding> {
    let faults = [flags(image), sections(image), directories(image), checksum_fault(image), exports(image)];
    faults.into_iter().flatten().map(|text| Finding::new(CHECK, text)).collect()
}

fn flags(image: &Image) -> Vec<String> {
    let headers = &image.headers;
    let mut faults = Vec::new();
    let wanted = [
        (
            pe::IMAGE_DLLCHARACTERISTICS_FORCE_INTEGRITY,
            "FORCE_INTEGRITY: process and object registration ask for it (PAR-3)",
        ),
        (pe::IMAGE_DLLCHARACTERISTICS_NX_COMPAT, "NX_COMPAT"),
        (pe::IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE, "DYNAMIC_BASE"),
        (pe::IMAGE_DLLCHARACTERISTICS_HIGH_ENTROPY_VA, "HIGH_ENTROPY_VA"),
    ];
    for (flag, name) in wanted {
        if headers.dll_characteristics & flag == 0 {
            faults.push(format!("the flag {name} is not set"));
        }
    }
    if headers.subsystem != pe::IMAGE_SUBSYSTEM_NATIVE {
        faults.push(format!("the subsystem is {}, not NATIVE", headers.subsystem));
    }
    if ![pe::IMAGE_FILE_MACHINE_AMD64, pe::IMAGE_FILE_MACHINE_ARM64].contains(&headers.machine) {
        faults.push(format!("built for machine {:#x}", headers.machine));
    }
    if headers.characteristics & pe::IMAGE_FILE_RELOCS_STRIPPED != 0 {
        faults.push("relocations are stripped".to_owned());
    }
    if headers.characteristics & pe::IMAGE_FILE_LARGE_ADDRESS_AWARE == 0 {
        faults.push("the flag LARGE_ADDRESS_AWARE is not set".to_owned());
    }
    if !image.is_code(headers.entry) {
        faults.push(format!("the entry point {:#x} is in no executable section", headers.entry));
    }
    faults
}

fn sections(image: &Image) -> Vec<String> {
    let mut faults = Vec::new();
    if image.headers.section_alignment != PAGE {
        faults.push(format!("sections are aligned to {:#x}, not to a page", image.headers.section_alignment));
    }
    for section in &image.sections {
        let name = &section.name;
        if section.executable() && section.writable() {
            faults.push(format!("section {name} is writable and executable"));
        }
        if section.executable() && section.discardable() {
            faults.push(format!("section {name} is code that is thrown away after load"));
        }
        if section.start % PAGE != 0 {
            faults.push(format!("section {name} starts at {:#x}, inside a page", section.start));
        }
    }
    faults
}

fn directories(image: &Image) -> Vec<String> {
    let mut faults = Vec::new();
    let (imports, _) = image.directory(pe::IMAGE_DIRECTORY_ENTRY_IAT);
    if imports != 0 && image.is_code(imports) {
        faults.push("the import address table is in an executable section".to_owned());
    }
    let unwanted = [
        (pe::IMAGE_DIRECTORY_ENTRY_TLS, "thread-local storage"),
        (pe::IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT, "delayed imports"),
        (pe::IMAGE_DIRECTORY_ENTRY_BOUND_IMPORT, "bound imports"),
        (pe::IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR, "a .NET header"),
    ];
    for (index, name) in unwanted {
        if image.directory(index) != (0, 0) {
            faults.push(format!("the image has {name}"));
        }
    }
    if !image.pointers.is_empty() && image.directory(pe::IMAGE_DIRECTORY_ENTRY_BASERELOC) == (0, 0) {
        faults.push("no relocations".to_owned());
    }
    if !image.debug_types.contains(&pe::IMAGE_DEBUG_TYPE_REPRO) {
        faults.push("the time stamps are times: not linked with /Brepro".to_owned());
    }
    faults
}

fn checksum_fault(image: &Image) -> Vec<String> {
    let right = checksum(&image.bytes, image.headers.checksum_at);
    let held = image.headers.checksum;
    if right == held {
        return Vec::new();
    }
    vec![format!("the checksum is {held:#x}, not {right:#x}: Windows refuses a driver whose checksum is wrong")]
}

/// rustc exports each unmangled symbol of a cdylib: the entry point and the marker that compiler-builtins asks for.
const EXPORTS: [&str; 2] = ["DriverEntry", "_fltused"];

fn exports(image: &Image) -> Vec<String> {
    let others: Vec<&str> = image.exports.iter().map(String::as_str).filter(|name| !EXPORTS.contains(name)).collect();
    if others.is_empty() {
        return Vec::new();
    }
    vec![format!("exports beyond {EXPORTS:?}: {}", others.join(", "))]
}
