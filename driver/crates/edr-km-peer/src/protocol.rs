//! How a test program talks to this driver.
//!
//! The device is `\\.\NAME`, NAME being that of the service which loaded the image. A system registers one minifilter for a
//! driver, so a test that needs several loads the image under several service names. Only SYSTEM and administrators may open it.
//!
//! Control codes are `CTL_CODE(0x8001, function, METHOD_BUFFERED, FILE_ANY_ACCESS)`, one constant for each below.
//! Numbers are little-endian, texts UTF-16LE without terminator, "id" is that of a registration.
//!
//! | request: offset | what |
//! | --- | --- |
//! | 0: u32 | version, 1 |
//! | 4: u32 | id, or a process id |
//! | 8: u32 | first number |
//! | 12: u32 | second number |
//! | 16: u16 | bytes of the first text |
//! | 18: u16 | bytes of the second text |
//! | 20: u32 | bytes of the data |
//! | 24 | first text, second text, data |
//!
//! | answer: offset | what |
//! | --- | --- |
//! | 0: i32 | NTSTATUS of the kernel's call |
//! | 4: u32 | id of the new registration, else 0 |
//! | 8: u32 | a number |
//! | 12: u32 | bytes of the data |
//! | 16 | data |
//!
//! A request of another form fails with STATUS_INVALID_PARAMETER, one with no room for the answer with STATUS_BUFFER_TOO_SMALL, one
//! of another code with STATUS_INVALID_DEVICE_REQUEST, in this order.
//! Every other request succeeds as such, and the answer says how the kernel's call went.
//!
//! A log answers with records of 512 bytes, whole ones only: 0: u32 512; 4: u32 what; 8: u32 status; 12: u32 bytes of
//! the name; 16: u64 first; 24: u64 second; 32: the name, cut after 240 units, then zeros.
//!
//! | log of | what | status | first | second | name |
//! | --- | --- | --- | --- | --- | --- |
//! | a filter | major function, 0x100 on its way up, 0x200 fast I/O, 0x400 with numbers | final, on its way up | DesiredAccess or Length | Options or ByteOffset | as opened, on its way down |
//! | process routines | 0 created, 1 exited | CreationStatus | process id | | |
//! | an object callback | 1 duplicate, 2 kernel handle | | process id | OriginalDesiredAccess, above it DesiredAccess | |
//! | a registry callback | REG_NOTIFY_CLASS | | | | |

/// Of the peer's device and its codes.
pub const PEER_DEVICE_TYPE: u32 = 0x8001;
/// Bytes before the texts.
pub const REQUEST_HEAD: usize = 24;
/// Bytes before the answer's data.
pub const ANSWER_HEAD: usize = 16;
/// Most bytes of a text.
pub const MAX_TEXT: usize = 2048;

/// The control code of a function.
const fn code(function: u32) -> u32 {
    (PEER_DEVICE_TYPE << 16) | (function << 2)
}

/// Registers the filter at the altitude of the first text; the first number is one of [`FilterKind`].
pub const REGISTER_FILTER: u32 = code(0x800);
/// Undoes the registration of that id, whatever it is.
pub const UNREGISTER: u32 = code(0x801);
/// The log of that id from the record on that the first number says. The number of the answer is how many there were,
/// those that found no room included.
pub const READ_LOG: u32 = code(0x802);
/// FltDetachVolume of the filter that the first text names from the volume of the second one, its default instance.
pub const DETACH: u32 = code(0x803);
/// Takes process slots until only so many are free as the first number says. The number of the answer is how many are taken.
pub const LEAVE_FREE: u32 = code(0x810);
/// A process routine that sets CreationStatus to the second number for images of the first text.
pub const ANSWER_PROCESSES: u32 = code(0x811);
/// A process routine that logs.
pub const WATCH_PROCESSES: u32 = code(0x812);
/// An object callback for processes at the altitude of the first text that takes the bits of the first number from
/// DesiredAccess, tries to add those of the second one, and logs.
pub const REGISTER_OBJECT_CALLBACK: u32 = code(0x820);
/// Opens the process of that id with the access of the first number and OBJ_KERNEL_HANDLE, and closes the handle. The number
/// of the answer is the access granted.
pub const OPEN_KERNEL_HANDLE: u32 = code(0x821);
/// The same by ZwOpenProcess, with a user-mode handle.
pub const OPEN_BY_ZW_CALL: u32 = code(0x822);
/// A registry callback at the altitude of the first text (empty: CmRegisterCallback) that answers the second number, and logs.
pub const REGISTER_REGISTRY_CALLBACK: u32 = code(0x830);
/// Makes the key of the first text and all above it that are missing.
pub const CREATE_KEY: u32 = code(0x831);
/// Sets the value that the second text names below the key of the first one, which is made if it is missing: the type is the
/// first number.
pub const SET_VALUE: u32 = code(0x832);
/// Deletes that value.
pub const DELETE_VALUE: u32 = code(0x833);
/// Deletes the key of the first text.
pub const DELETE_KEY: u32 = code(0x834);
/// Reads that value; the number of the answer is its type.
pub const READ_VALUE: u32 = code(0x835);
/// Whether the key of the first text can be opened.
pub const OPEN_KEY: u32 = code(0x836);

/// What a filter does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum FilterKind {
    /// Stands on every volume and does nothing.
    Pass = 0,
    /// Stands on the volume of the second text alone, at the altitude of the first one; the filter's own altitude is the data.
    OneVolume = 1,
    /// Takes none of the volumes of now, but each that is mounted later.
    LaterVolumes = 2,
    /// Logs creates, writes, cleanups and closes.
    Log = 3,
    /// Completes creates of the file of the second text with the second number.
    CompleteCreates = 4,
    /// Ends cleanups of that file with the second number.
    EndCleanups = 5,
}

impl FilterKind {
    /// The kind of a number.
    #[must_use]
    pub fn of(number: u32) -> Option<Self> {
        let all =
            [Self::Pass, Self::OneVolume, Self::LaterVolumes, Self::Log, Self::CompleteCreates, Self::EndCleanups];
        all.into_iter().find(|kind| *kind as u32 == number)
    }
}

/// A request, in a copy of the caller's bytes that begins at an even address.
pub struct Request<'a> {
    /// Of a registration or process.
    pub id: u32,
    /// First number.
    pub first: u32,
    /// Second number.
    pub second: u32,
    /// First text, whole units.
    pub text: &'a [u8],
    /// Second text, whole units.
    pub text2: &'a [u8],
    /// Data.
    pub data: &'a [u8],
}

impl<'a> Request<'a> {
    /// Reads a request; `None` if it has another form.
    #[must_use]
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (head, rest) = bytes.split_at_checked(REQUEST_HEAD)?;
        let (text_bytes, text2_bytes) = (half_at(head, 16)? as usize, half_at(head, 18)? as usize);
        let fits = |bytes: usize| bytes % 2 == 0 && bytes <= MAX_TEXT;
        if word_at(head, 0)? != 1 || !fits(text_bytes) || !fits(text2_bytes) {
            return None;
        }
        let (text, rest) = rest.split_at_checked(text_bytes)?;
        let (text2, data) = rest.split_at_checked(text2_bytes)?;
        let known = data.len() == word_at(head, 20)? as usize;
        known.then_some(Self {
            id: word_at(head, 4)?,
            first: word_at(head, 8)?,
            second: word_at(head, 12)?,
            text,
            text2,
            data,
        })
    }
}

/// The head of an answer; the data is in the output already.
#[derive(Clone, Copy, Default)]
pub struct Answer {
    /// Of the kernel's call.
    pub status: i32,
    /// Of the new registration.
    pub id: u32,
    /// A number.
    pub number: u32,
    /// Bytes of data.
    pub data_bytes: u32,
}

impl Answer {
    /// Only a status.
    #[must_use]
    pub const fn status(status: i32) -> Self {
        Self { status, id: 0, number: 0, data_bytes: 0 }
    }

    /// The head as bytes.
    #[must_use]
    pub fn head(&self) -> [u8; ANSWER_HEAD] {
        let mut head = [0; ANSWER_HEAD];
        let words = [self.status as u32, self.id, self.number, self.data_bytes];
        for (place, word) in head.chunks_exact_mut(4).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        head
    }
}

fn word_at(bytes: &[u8], offset: usize) -> Option<u32> {
    let word = bytes.get(offset..offset.checked_add(4)?)?;
    Some(u32::from_le_bytes(word.try_into().ok()?))
}

fn half_at(bytes: &[u8], offset: usize) -> Option<u16> {
    let half = bytes.get(offset..offset.checked_add(2)?)?;
    Some(u16::from_le_bytes(half.try_into().ok()?))
}
