//! Paths on a volume, cut into what a file system walks along, by the rules of NTFS.

use kernel_abi::{NTSTATUS, STATUS_OBJECT_NAME_INVALID};

use crate::rtl;

/// The backslash.
pub const SEPARATOR: u16 = b'\\' as u16;
/// Between a file's name, its stream's and the stream's type.
pub const COLON: u16 = b':' as u16;
const MAX_UNITS: usize = 255;
const FORBIDDEN: &[u8] = b"*?<>\"|/:";

/// A path that a file system takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FilePath {
    /// Directories and, last, the file; none for the root. Without what names an attribute of a directory.
    pub components: Vec<Vec<u16>>,
    /// Stream of the file; empty for the file itself.
    pub stream: Vec<u16>,
    /// Whether a backslash ends it: only a directory can be meant.
    pub names_directory: bool,
}

/// What follows a component's first colon.
enum Attribute {
    /// Nothing, or the unnamed data: the file itself.
    Itself,
    /// The index: the directory itself.
    Index,
    /// A stream of data.
    Stream(Vec<u16>),
}

impl FilePath {
    /// Cuts a path. One backslash may lead, and one more before it, which file systems drop; one may trail.
    ///
    /// # Errors
    /// STATUS_OBJECT_NAME_INVALID if no file system takes it.
    pub fn parse(path: &[u16]) -> Result<Self, NTSTATUS> {
        let path = path.strip_prefix(&[SEPARATOR, SEPARATOR]).map_or(path, |_| &path[1..]);
        let path = path.strip_prefix(&[SEPARATOR]).unwrap_or(path);
        let trimmed = path.strip_suffix(&[SEPARATOR]).unwrap_or(path);
        let mut parsed =
            Self { components: Vec::new(), stream: Vec::new(), names_directory: trimmed.len() < path.len() };
        if path.is_empty() {
            return Ok(parsed);
        }
        let texts = trimmed.split(|unit| *unit == SEPARATOR).collect::<Vec<_>>();
        for (at, text) in texts.iter().enumerate() {
            let (name, attribute) = split_attribute(text).ok_or(STATUS_OBJECT_NAME_INVALID)?;
            let is_last = at + 1 == texts.len();
            match attribute {
                Attribute::Index => parsed.names_directory |= is_last,
                Attribute::Stream(stream) if is_last && !parsed.names_directory => parsed.stream = stream,
                Attribute::Stream(_) => return Err(STATUS_OBJECT_NAME_INVALID),
                Attribute::Itself => {}
            }
            parsed.components.push(name.to_vec());
        }
        Ok(parsed)
    }

    /// The last component; empty for the root.
    pub fn last(&self) -> &[u16] {
        self.components.last().map_or(&[], Vec::as_slice)
    }

    /// The components from an index on, each with a backslash before it, and the stream.
    pub fn tail(&self, from: usize) -> Vec<u16> {
        let mut text = Vec::new();
        for component in &self.components[from..] {
            text.push(SEPARATOR);
            text.extend(component);
        }
        if !self.stream.is_empty() {
            text.push(COLON);
            text.extend(&self.stream);
        }
        text
    }
}

/// Name and attribute of a component: `dir::$INDEX_ALLOCATION` and `dir:$I30:$INDEX_ALLOCATION` name the directory itself.
fn split_attribute(text: &[u16]) -> Option<(&[u16], Attribute)> {
    let mut parts = text.split(|unit| *unit == COLON);
    let name = parts.next().filter(|name| is_valid(name))?;
    let (stream, kind) = (parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    let is_index = kind.is_some_and(|kind| equals(kind, "$INDEX_ALLOCATION"));
    let is_data = kind.is_none_or(|kind| equals(kind, "$DATA"));
    let attribute = match stream {
        None => Attribute::Itself,
        Some([]) if is_data && kind.is_some() => Attribute::Itself,
        Some(stream) if is_index && (stream.is_empty() || equals(stream, "$I30")) => Attribute::Index,
        Some(stream) if is_data && is_valid(stream) => Attribute::Stream(stream.to_vec()),
        Some(_) => return None,
    };
    Some((name, attribute))
}

fn equals(units: &[u16], name: &str) -> bool {
    rtl::equal_ignoring_case(units, &name.encode_utf16().collect::<Vec<_>>())
}

/// Whether a file system takes the name.
pub fn is_valid(name: &[u16]) -> bool {
    let allowed = |unit: &u16| *unit >= 0x20 && u8::try_from(*unit).map_or(true, |byte| !FORBIDDEN.contains(&byte));
    (1..=MAX_UNITS).contains(&name.len()) && name.iter().all(|unit| *unit != SEPARATOR && allowed(unit))
}

/// The form in which names that differ in case only are equal.
pub fn upcased(name: &[u16]) -> Vec<u16> {
    name.iter().map(|unit| rtl::upcase(*unit)).collect()
}

/// A normalised path: `::$DATA` names the file itself, `:s:$DATA` its stream.
/// Source: Microsoft, "FLT_FILE_NAME_INFORMATION structure (fltkernel.h)".
pub fn without_default_stream(path: &[u16]) -> &[u16] {
    let ends_with = |suffix: &str| {
        let from = path.len().checked_sub(suffix.len())?;
        equals(&path[from..], suffix).then_some(&path[..from])
    };
    ends_with("::$DATA").or_else(|| ends_with(":$DATA")).unwrap_or(path)
}

/// What follows the last backslash.
pub fn last_of(path: &[u16]) -> &[u16] {
    path.rsplit(|unit| *unit == SEPARATOR).next().unwrap_or(path)
}

/// What comes before the last backslash.
pub fn parent_of(path: &[u16]) -> &[u16] {
    &path[..path.iter().rposition(|unit| *unit == SEPARATOR).unwrap_or(0)]
}
