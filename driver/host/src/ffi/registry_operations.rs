//! Stimuli: the registry is used (`RegistryStimulus`).

use std::sync::Arc;

use kernel_abi::{NTSTATUS, REG_CREATED_NEW_KEY, REG_OPENED_EXISTING_KEY};

use super::message::{Reader, Writer};
use super::operations::Failure;
use super::stimulus;
use crate::cm::{self, KeyObject, Opened, Request};
use crate::guest::{self, Context, Mode};
use crate::machine::Machine;
use crate::ob::{self, Body, HandleEntry, NewHandle};
use crate::ps;
use crate::text::Text;

/// key: text, value: text, type: u32, bytes of zero: u32
pub const SET_VALUE: u32 = 0x6_0001;
/// key: text, value: text, type: u32, data: bytes
pub const SET_DATA: u32 = 0x6_0002;
/// key: text, value: text
pub const DELETE_VALUE: u32 = 0x6_0003;
/// key: text, value: text
pub const QUERY_VALUE: u32 = 0x6_0004;
/// key: text; the id is the disposition
pub const CREATE_KEY: u32 = 0x6_0005;
/// root: text or none, name: text, access: u32; the id is the disposition
pub const CREATE_AT: u32 = 0x6_0006;
/// key: text
pub const OPEN_KEY: u32 = 0x6_0007;
/// key: text
pub const DELETE_KEY: u32 = 0x6_0008;
/// key: text, new name: text
pub const RENAME_KEY: u32 = 0x6_0009;
/// key: text
pub const FLUSH_KEY: u32 = 0x6_000A;
/// key: text
pub const SET_KEY_SECURITY: u32 = 0x6_000B;
/// key: text, file: text
pub const SAVE_KEY: u32 = 0x6_000C;
/// key: text, file: text
pub const LOAD_KEY: u32 = 0x6_000D;
/// root: text, name: text, file: text
pub const LOAD_AT: u32 = 0x6_000E;
/// key: text
pub const UNLOAD_KEY: u32 = 0x6_000F;
/// key: text, file: text
pub const RESTORE_KEY: u32 = 0x6_0010;
/// key: text, new file: text, old file: text
pub const REPLACE_KEY: u32 = 0x6_0011;
/// process id: u64 (0: the shell), whether in kernel mode: flag, operation: u32, its parameters
pub const BY: u32 = 0x6_0012;

/// DACL_SECURITY_INFORMATION, and a descriptor that nothing looks into.
const DACL: u32 = 4;
const DESCRIPTOR: [u8; 1] = [1];
/// What programs read values into.
const BUFFER: usize = 64;

/// Performs one of these → status: i32, id: u64.
///
/// # Errors
/// See [`Failure`].
pub fn perform(
    machine: &Arc<Machine>,
    operation: u32,
    input: &mut Reader<'_>,
    reply: &mut Writer,
) -> Result<(), Failure> {
    let (process, mode, operation) = match operation {
        BY => {
            let (process, kernel) = (stimulus::actor(machine, input)?, input.flag()?);
            (process, if kernel { Mode::Kernel } else { Mode::User }, input.u32()?)
        }
        _ => (Arc::clone(machine.ps.shell()), Mode::User, operation),
    };
    let asked = Stimulus::read(operation, input)?;
    let thread = machine.ps.thread_of_caller(machine, &process);
    let (status, id) = guest::run(machine, thread, mode, |cx| asked.perform(cx))?;
    stimulus::answer(reply, status, id);
    Ok(())
}

/// What a program does.
enum Stimulus {
    Open(Option<Text>, Text, u32, bool),
    Load(Option<Text>, Text, Text),
    OnKey(Text, OnKey),
}

/// What it does with a key that is open.
enum OnKey {
    SetValue(Text, u32, Vec<u8>),
    DeleteValue(Text),
    QueryValue(Text),
    Delete,
    Rename(Text),
    Flush,
    SetSecurity,
    Save(Text),
    Unload,
    Restore(Text),
    Replace(Text, Text),
}

impl Stimulus {
    fn read(operation: u32, input: &mut Reader<'_>) -> Result<Self, Failure> {
        Ok(match operation {
            CREATE_KEY => Self::Open(None, input.text()?, 0, true),
            CREATE_AT => Self::Open(input.optional_text()?, input.text()?, input.u32()?, true),
            OPEN_KEY => Self::Open(None, input.text()?, 0, false),
            LOAD_KEY => Self::Load(None, input.text()?, input.text()?),
            LOAD_AT => Self::Load(Some(input.text()?), input.text()?, input.text()?),
            _ => Self::OnKey(input.text()?, OnKey::read(operation, input)?),
        })
    }

    fn perform(&self, cx: &Context) -> (NTSTATUS, u64) {
        match self {
            Self::Open(root, name, access, create) => with_root(cx, root.as_ref(), |root| {
                let request = Request::of(root.cloned(), name.clone(), *access, *create);
                let opened = cm::open(cx, &request);
                ended(cx, opened, *create)
            }),
            Self::Load(root, name, file) => with_root(cx, root.as_ref(), |root| (cm::load(cx, root, name, file), 0)),
            Self::OnKey(key, operation) => with_root(cx, Some(key), |key| match key {
                Some(key) => (operation.perform(cx, key), 0),
                None => (0, 0),
            }),
        }
    }
}

impl OnKey {
    fn read(operation: u32, input: &mut Reader<'_>) -> Result<Self, Failure> {
        Ok(match operation {
            SET_VALUE => Self::SetValue(input.text()?, input.u32()?, vec![0; input.u32()? as usize]),
            SET_DATA => Self::SetValue(input.text()?, input.u32()?, input.bytes()?.to_vec()),
            DELETE_VALUE => Self::DeleteValue(input.text()?),
            QUERY_VALUE => Self::QueryValue(input.text()?),
            DELETE_KEY => Self::Delete,
            RENAME_KEY => Self::Rename(input.text()?),
            FLUSH_KEY => Self::Flush,
            SET_KEY_SECURITY => Self::SetSecurity,
            SAVE_KEY => Self::Save(input.text()?),
            UNLOAD_KEY => Self::Unload,
            RESTORE_KEY => Self::Restore(input.text()?),
            REPLACE_KEY => Self::Replace(input.text()?, input.text()?),
            _ => return Err(Failure::Refused(format!("no operation {operation:#x} of the registry"))),
        })
    }

    fn perform(&self, cx: &Context, key: &Arc<KeyObject>) -> NTSTATUS {
        match self {
            Self::SetValue(name, kind, data) => cm::set_value(cx, key, name, *kind, data),
            Self::DeleteValue(name) => cm::delete_value(cx, key, name),
            Self::QueryValue(name) => {
                let mut buffer = [0_u8; BUFFER];
                cm::query_value(cx, key, name, buffer.as_mut_ptr(), BUFFER as u32).0
            }
            Self::Delete => cm::delete_key(cx, key),
            Self::Rename(name) => cm::rename_key(cx, key, name),
            Self::Flush => cm::flush_key(cx, key),
            Self::SetSecurity => cm::set_security(cx, key, DACL, &DESCRIPTOR),
            Self::Save(file) => cm::save(cx, key, file),
            Self::Unload => cm::unload(cx, key),
            Self::Restore(file) => cm::restore(cx, key, file),
            Self::Replace(new_file, old_file) => cm::replace(cx, key, new_file, old_file),
        }
    }
}

/// A key that an operation works on is opened beforehand without asking any driver, and made if it is missing.
fn with_root<R>(cx: &Context, path: Option<&Text>, operation: impl FnOnce(Option<&Arc<KeyObject>>) -> R) -> R {
    let Some(path) = path else { return operation(None) };
    let key = cm::open_by_id(cx, cx.machine().cm.ensure(path));
    let result = operation(Some(&key));
    ob::release(cx, key.address);
    result
}

/// The program has got a handle, and closes it.
fn ended(cx: &Context, opened: Opened, create: bool) -> (NTSTATUS, u64) {
    let Some(key) = opened.key else { return (opened.status, 0) };
    let (process, object) = (ps::current(cx).address, key.address);
    let entry = HandleEntry { object, body: Body::Key(key), granted: 0, inherit: false, opener: None };
    let handle = cx.machine().ob.handles.open(NewHandle { process: Some(process), entry });
    ob::release(cx, object);
    ob::close_handle(cx, process, handle);
    let disposition = if opened.created { REG_CREATED_NEW_KEY } else { REG_OPENED_EXISTING_KEY };
    (opened.status, if create { u64::from(disposition) } else { 0 })
}
