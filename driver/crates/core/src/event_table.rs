//! What the event of each type says (section 4, the table of EVT-3): one value per row, with a name for everything that goes into a
//! field without one. `fields` takes the event's one reading of the system time (EVT-4).
//!
//! IRQL: any.

use crate::event_fields::{EventFields, Name};
use crate::key_action::KeyAction;
use crate::watched_callback::WatchedCallback;
use wire::enums::event_flag;
use wire::EventType;

/// Who made a request (EVT-2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Requestor {
    /// 0 where the request has no thread.
    pub process_id: u32,
    /// 0 where the request has no thread.
    pub thread_id: u32,
}

impl Requestor {
    fn event<'a>(self, event_type: EventType, timestamp: u64) -> EventFields<'a> {
        EventFields {
            process_id: self.process_id,
            thread_id: self.thread_id,
            ..EventFields::new(event_type, timestamp)
        }
    }
}

const fn blocked(refused: bool) -> u16 {
    if refused {
        event_flag::BLOCKED
    } else {
        0
    }
}

/// FILE_CREATE.
#[derive(Clone, Copy, Debug)]
pub struct FileCreate<'a> {
    /// Of the operation.
    pub requestor: Requestor,
    /// As asked for.
    pub desired_access: u32,
    /// Disposition in the high byte, options below.
    pub options: u32,
    /// Of the file.
    pub name: &'a [u16],
}

impl<'a> FileCreate<'a> {
    /// The event.
    #[must_use]
    pub fn fields(&self, timestamp: u64) -> EventFields<'a> {
        EventFields {
            detail0: self.desired_access,
            detail1: self.options >> 24,
            detail2: u64::from(self.options & 0x00FF_FFFF),
            name: Name::whole(self.name),
            ..self.requestor.event(EventType::FileCreate, timestamp)
        }
    }
}

/// FILE_WRITE.
#[derive(Clone, Copy, Debug)]
pub struct FileWrite<'a> {
    /// Of the operation.
    pub requestor: Requestor,
    /// In bytes.
    pub length: u32,
    /// In bytes, as asked for; -1 is the file's end, -2 its current position.
    pub offset: i64,
    /// Of the file, as it is called now.
    pub name: &'a [u16],
}

impl<'a> FileWrite<'a> {
    /// The event.
    #[must_use]
    pub fn fields(&self, timestamp: u64) -> EventFields<'a> {
        EventFields {
            detail0: self.length,
            detail2: u64::from_ne_bytes(self.offset.to_ne_bytes()),
            name: Name::whole(self.name),
            ..self.requestor.event(EventType::FileWrite, timestamp)
        }
    }
}

/// FILE_CLEANUP.
#[derive(Clone, Copy, Debug)]
pub struct FileCleanup<'a> {
    /// Of the operation, taken before it.
    pub requestor: Requestor,
    /// How it ended: an NTSTATUS.
    pub status: i32,
    /// Of the file, before the operation.
    pub name: &'a [u16],
}

impl<'a> FileCleanup<'a> {
    /// The event.
    #[must_use]
    pub fn fields(&self, timestamp: u64) -> EventFields<'a> {
        EventFields {
            detail0: u32::from_ne_bytes(self.status.to_ne_bytes()),
            name: Name::whole(self.name),
            ..self.requestor.event(EventType::FileCleanup, timestamp)
        }
    }
}

/// PROCESS_CREATE.
#[derive(Clone, Copy, Debug)]
pub struct ProcessCreate<'a> {
    /// CreatingThreadId.
    pub creator: Requestor,
    /// The new process's.
    pub new_id: u32,
    /// Whose handles it inherits, which may be another's than the creator's.
    pub parent_id: u32,
    /// PRC-2: its image is in BlockedImages.
    pub refused: bool,
    /// PRC-3.
    pub image: &'a [u16],
    /// Empty where there is none.
    pub command_line: &'a [u16],
}

impl<'a> ProcessCreate<'a> {
    /// The event.
    #[must_use]
    pub fn fields(&self, timestamp: u64) -> EventFields<'a> {
        EventFields {
            flags: blocked(self.refused),
            detail0: self.new_id,
            detail1: self.parent_id,
            name: Name::whole(self.image),
            name2: Name::whole(self.command_line),
            ..self.creator.event(EventType::ProcessCreate, timestamp)
        }
    }
}

/// PROCESS_EXIT.
#[derive(Clone, Copy, Debug)]
pub struct ProcessExit {
    /// The process that has ended.
    pub process_id: u32,
    /// The calling thread.
    pub thread_id: u32,
}

impl ProcessExit {
    /// The event.
    #[must_use]
    pub fn fields<'a>(&self, timestamp: u64) -> EventFields<'a> {
        Requestor { process_id: self.process_id, thread_id: self.thread_id }.event(EventType::ProcessExit, timestamp)
    }
}

/// REG_SET_VALUE to REG_RENAME_KEY.
#[derive(Clone, Copy, Debug)]
pub struct KeyWrite<'a> {
    /// The calling thread.
    pub caller: Requestor,
    /// Of a value that is set: its type.
    pub value_type: u32,
    /// Of a value that is set: its size in bytes.
    pub value_bytes: u32,
    /// REG-2.
    pub refused: bool,
    /// The key's path; of a creation the whole path asked for, of a rename the old one.
    pub key: Name<'a>,
    /// Of a value its name, of a rename the new last component; a creation's own name is part of its path, and is not said again.
    pub name: &'a [u16],
}

impl<'a> KeyWrite<'a> {
    /// The event; `None` for what makes none (REG-4).
    #[must_use]
    pub fn fields(&self, action: KeyAction, timestamp: u64) -> Option<EventFields<'a>> {
        let name2 = match action {
            KeyAction::SetValue | KeyAction::DeleteValue | KeyAction::Rename => self.name,
            _ => &[],
        };
        let (value_type, value_bytes) =
            if action == KeyAction::SetValue { (self.value_type, self.value_bytes) } else { (0, 0) };
        Some(EventFields {
            flags: blocked(self.refused),
            detail0: value_type,
            detail1: value_bytes,
            name: self.key,
            name2: Name::whole(name2),
            ..self.caller.event(action.event_type()?, timestamp)
        })
    }
}

/// HANDLE_ACCESS_STRIPPED.
#[derive(Clone, Copy, Debug)]
pub struct HandleAccessStripped<'a> {
    /// The calling thread.
    pub caller: Requestor,
    /// The protected process.
    pub target_id: u32,
    /// OriginalDesiredAccess.
    pub original_access: u32,
    /// DesiredAccess as the driver leaves it.
    pub left_access: u32,
    /// Of a duplicate: who receives it.
    pub receiver_id: Option<u32>,
    /// Of the opener; of a duplicate its receiver's.
    pub image: &'a [u16],
}

impl<'a> HandleAccessStripped<'a> {
    /// The event.
    #[must_use]
    pub fn fields(&self, timestamp: u64) -> EventFields<'a> {
        EventFields {
            flags: if self.receiver_id.is_some() { event_flag::DUPLICATE_HANDLE } else { 0 },
            detail0: self.target_id,
            detail1: self.original_access,
            detail2: u64::from(self.receiver_id.unwrap_or(0)) << 32 | u64::from(self.left_access),
            name: Name::whole(self.image),
            ..self.caller.event(EventType::HandleAccessStripped, timestamp)
        }
    }
}

/// TAMPER_DETECTED.
#[derive(Clone, Copy, Debug)]
pub struct TamperDetected {
    /// The querying thread.
    pub caller: Requestor,
    /// What was found missing.
    pub callback: WatchedCallback,
    /// Whether it stands again.
    pub repaired: bool,
}

impl TamperDetected {
    /// The event.
    #[must_use]
    pub fn fields<'a>(&self, timestamp: u64) -> EventFields<'a> {
        EventFields {
            detail0: self.callback.code(),
            detail1: u32::from(self.repaired),
            ..self.caller.event(EventType::TamperDetected, timestamp)
        }
    }
}
