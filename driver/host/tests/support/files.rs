//! Files of a machine, used by its shell.

use std::sync::Arc;

use edrkm_host::flt::{File, NameFormat};
use edrkm_host::fs::{self, mount, operations, CreateRequest, OpenFile, Opened};
use edrkm_host::guest::Context;
use edrkm_host::machine::Machine;
use edrkm_host::text::Text;
use kernel_abi::NTSTATUS;

/// The system volume and the other one.
pub const C: &str = "\\Device\\HarddiskVolume3";
/// The other one.
pub const D: &str = "\\Device\\HarddiskVolume4";
/// FILE_GENERIC_READ.
pub const READ: u32 = 0x0012_0089;
/// Dispositions.
pub const OPEN: u32 = 0x0100_0000;
/// FILE_CREATE.
pub const CREATE: u32 = 0x0200_0000;
/// FILE_OPEN_IF.
pub const OPEN_IF: u32 = 0x0300_0000;
/// FILE_OVERWRITE.
pub const OVERWRITE: u32 = 0x0400_0000;
/// FILE_DIRECTORY_FILE.
pub const DIRECTORY: u32 = 1;
/// FILE_NON_DIRECTORY_FILE.
pub const NON_DIRECTORY: u32 = 0x40;
/// FILE_DELETE_ON_CLOSE.
pub const DELETE_ON_CLOSE: u32 = 0x1000;

pub fn text(text: &str) -> Text {
    Text::from(text)
}

/// Does something with the machine's files in a thread of the shell.
pub fn run<R>(machine: &Arc<Machine>, action: impl FnOnce(&Context) -> R) -> R {
    let shell = Arc::clone(machine.ps.shell());
    let result = machine.as_program(&shell, action);
    result.unwrap_or_else(|_| panic!("the machine has stopped: {:?}", machine.violations()))
}

pub fn request(cx: &Context, path: &str, options: u32) -> CreateRequest {
    CreateRequest::new(text(path), READ | 0x1_0000, options, cx.thread(), cx.mode())
}

pub fn relative(cx: &Context, related: &Arc<OpenFile>, name: &str, options: u32) -> CreateRequest {
    CreateRequest { related: Some(Arc::clone(related)), ..request(cx, name, options) }
}

pub fn by_id(cx: &Context, on: &Arc<OpenFile>, file_id: u64) -> CreateRequest {
    CreateRequest { file_id, ..relative(cx, on, "", OPEN | 0x2000) }
}

/// Opens a file that must be there, or be makeable.
pub fn open(cx: &Context, path: &str, options: u32) -> Arc<OpenFile> {
    opened(fs::open(cx, request(cx, path, options)))
}

pub fn opened(opened: Opened) -> Arc<OpenFile> {
    opened.file.unwrap_or_else(|| panic!("an open failed with {:#010x}", opened.status))
}

/// Opens and closes; the status.
pub fn status(cx: &Context, path: &str, options: u32) -> NTSTATUS {
    status_of(cx, request(cx, path, options))
}

pub fn status_of(cx: &Context, request: CreateRequest) -> NTSTATUS {
    let opened = fs::open(cx, request);
    if let Some(file) = &opened.file {
        operations::close(cx, file);
    }
    opened.status
}

pub fn junction(cx: &Context, path: &str, target: &str) {
    let directory = open(cx, path, OPEN_IF | DIRECTORY | 0x20_0000);
    assert_eq!(fs::changes::make_junction(cx, &directory, &text(target)), 0);
    operations::close(cx, &directory);
}

pub fn make(cx: &Context, path: &str) {
    assert!(mount::spring(cx, &text(path)));
}

pub fn name(cx: &Context, file: &OpenFile, format: NameFormat) -> Result<String, NTSTATUS> {
    file.name(cx, format).map(|name| name.name.to_string())
}

/// The normalised and the opened name of a create that has gone down and not come up; then it comes up, and all is closed.
pub fn names_before(cx: &Context, request: CreateRequest) -> (Result<String, NTSTATUS>, Result<String, NTSTATUS>) {
    let opening = fs::begin(cx, request);
    let file = Arc::clone(opening.file().unwrap_or_else(|| panic!("the create did not go down")));
    let names = (name(cx, &file, NameFormat::Normalized), name(cx, &file, NameFormat::Opened));
    if let Some(file) = fs::finish(cx, opening).file {
        operations::close(cx, &file);
    }
    names
}
