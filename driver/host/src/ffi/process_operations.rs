//! Processes start and end (the suite's `ProcessStimulus`). A process id of 0 stands for the shell.

use std::sync::Arc;

use kernel_abi::STATUS_SUCCESS;

use super::message::{Reader, Writer};
use super::operations::Failure;
use super::stimulus::{actor, answer, running, running_process};
use crate::machine::Machine;
use crate::ps::{self, Spec, Start};
use crate::se::{Account, Token};
use crate::text::Text;

/// image path: text, command line: text or none, creator: u64, parent: u64 (0: the creator), image name: u32, kind: u32,
/// inherit handles, keep handle: flags, ended id: u64 (0: any) → status: i32, process id: u64
pub const START: u32 = 0x4_0001;
/// process id: u64 → status: i32, 0: u64
pub const EXIT: u32 = 0x4_0002;

/// Performs one of these.
///
/// # Errors
/// See [`Failure`].
pub fn perform(
    machine: &Arc<Machine>,
    operation: u32,
    input: &mut Reader<'_>,
    reply: &mut Writer,
) -> Result<(), Failure> {
    match operation {
        START => start(machine, input, reply),
        EXIT => {
            let process = running(machine, input)?;
            machine.as_program(&process, ps::exit)?;
            answer(reply, STATUS_SUCCESS, 0);
            Ok(())
        }
        _ => Err(Failure::Refused(format!("no operation {operation:#x} of processes"))),
    }
}

fn start(machine: &Arc<Machine>, input: &mut Reader<'_>, reply: &mut Writer) -> Result<(), Failure> {
    let (image, command_line) = (input.text()?, input.optional_text()?);
    let creator = actor(machine, input)?;
    let parent = match input.u64()? {
        0 => creator.id,
        id => running_process(machine, id)?.id,
    };
    let (name, kind) = (input.u32()?, input.u32()?);
    let (image_name, open_name_available) = shown_name(machine, &image, name)?;
    let how = Start {
        command_line,
        image_name,
        open_name_available,
        inherit_handles: input.flag()?,
        keep_handle: input.flag()?,
        ended_id: Some(input.u64()? as u32).filter(|id| *id != 0),
    };
    let spec = Spec {
        image,
        token: Token::of(Account::Administrator),
        wow64: kind == 1,
        minimal: kind == 2,
        parent,
        one_thread: true,
    };
    let started = machine.as_program(&creator, |cx| ps::start(cx, spec, &how))?;
    let started = started.map_err(Failure::Refused)?;
    answer(reply, started.status, u64::from(started.process.id));
    Ok(())
}

/// ImageFileName and FileOpenNameAvailable, by the suite's `ImageName`.
fn shown_name(machine: &Machine, image: &Text, name: u32) -> Result<(Option<Text>, bool), Failure> {
    let link = || Text::from(format!("{}\\link.exe", machine.profile.system_volume().device).as_str());
    let last = image.units().rsplit(|unit| *unit == u16::from(b'\\')).next().unwrap_or(&[]);
    match name {
        0 => Ok((Some(by_letter(machine, image)), true)),
        1 => Ok((Some(image.clone()), true)),
        2 => Ok((Some(by_letter(machine, &link())), true)),
        3 => Ok((Some(Text::of(last)), false)),
        4 => Ok((None, false)),
        _ => Err(Failure::Refused(format!("no form {name} of an image's name"))),
    }
}

/// The name under the drive letter of its volume; the path itself where there is none.
fn by_letter(machine: &Machine, path: &Text) -> Text {
    for volume in machine.profile.volumes.iter().filter(|volume| !volume.letter.is_empty()) {
        let device = format!("{}\\", volume.device).encode_utf16().collect::<Vec<_>>();
        if let Some(rest) = path.units().strip_prefix(&device[..]) {
            let mut name = format!("\\??\\{}:\\", volume.letter).encode_utf16().collect::<Vec<_>>();
            name.extend(rest);
            return Text::from(name);
        }
    }
    path.clone()
}
