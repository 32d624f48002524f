//! Changes to files kept open (the suite's `FileChange`), and volumes that come and go (`VolumeStimulus`). Each replies
//! status: i32, number: u64.

use kernel_abi::STATUS_SUCCESS;

use super::file_operations::{file, Answer};
use super::message::Reader;
use super::operations::Failure;
use crate::flt::{Medium, NewVolume};
use crate::fs::{changes, mount, operations};
use crate::guest::Context;

/// file: u64, target: text
pub const RENAME: u32 = 0x3_000A;
/// file: u64, target: text
pub const HARD_LINK: u32 = 0x3_000B;
/// file: u64, short name: text
pub const SET_SHORT_NAME: u32 = 0x3_000C;
/// file: u64
pub const DELETE: u32 = 0x3_000D;
/// file: u64
pub const SET_END_OF_FILE: u32 = 0x3_000E;
/// file: u64, code: u32
pub const CONTROL: u32 = 0x3_000F;
/// directory: u64, target: text
pub const MAKE_JUNCTION: u32 = 0x3_0010;
/// file: u64, length: u32
pub const MAPPED_WRITE: u32 = 0x3_0011;
/// file: u64; the number is the file's id
pub const QUERY_FILE_ID: u32 = 0x3_0012;
/// device: text, kind: u32 (fixed, removable, network), direct access: flag
pub const MOUNT_VOLUME: u32 = 0x3_0014;
/// device: text
pub const DISMOUNT_VOLUME: u32 = 0x3_0015;
/// device: text
pub const REMOVE_VOLUME: u32 = 0x3_0016;

pub(super) fn act(cx: &Context, operation: u32, input: &mut Reader<'_>) -> Result<Answer, Failure> {
    match operation {
        MOUNT_VOLUME => mount_volume(cx, input),
        DISMOUNT_VOLUME => Ok((mount::dismount(cx, &input.text()?), 0)),
        REMOVE_VOLUME => Ok((mount::remove(cx, &input.text()?), 0)),
        _ => change(cx, operation, input),
    }
}

fn change(cx: &Context, operation: u32, input: &mut Reader<'_>) -> Result<Answer, Failure> {
    let file = file(cx, input.u64()?)?;
    let status = match operation {
        RENAME => changes::rename(cx, &file, &input.text()?),
        HARD_LINK => changes::hard_link(cx, &file, &input.text()?),
        SET_SHORT_NAME => changes::set_short_name(cx, &file, &input.text()?),
        DELETE => changes::delete(cx, &file),
        SET_END_OF_FILE => changes::set_end_of_file(cx, &file),
        CONTROL => changes::control(cx, &file, input.u32()?),
        MAKE_JUNCTION => changes::make_junction(cx, &file, &input.text()?),
        MAPPED_WRITE => operations::write_mapped_pages(cx, &file, input.u32()?),
        QUERY_FILE_ID => return Ok((STATUS_SUCCESS, file.file_id())),
        _ => return Err(Failure::Refused(format!("no operation {operation:#x} of files"))),
    };
    Ok((status, 0))
}

fn mount_volume(cx: &Context, input: &mut Reader<'_>) -> Result<Answer, Failure> {
    let device = input.text()?;
    let kinds = [Medium::Fixed, Medium::Removable, Medium::Network];
    let number = input.u32()?;
    let medium = kinds.get(number as usize).copied();
    let medium = medium.ok_or_else(|| Failure::Refused(format!("no volume is of kind {number}")))?;
    let file_system = if medium == Medium::Network { "MUP" } else { "NTFS" };
    mount::mount(cx, NewVolume { device, medium, file_system: file_system.into(), dax: input.flag()? });
    Ok((STATUS_SUCCESS, 0))
}
