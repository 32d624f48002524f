//! A cheap look at the name that a file is opened by, before the filter manager is asked for the normalised one.
//!
//! In pre-create the query costs a look into the cache at best and I/O on each parent directory at worst, and nearly all
//! opens are of files whose extension is of no interest. So the query may be left out where the normalised name surely has
//! no monitored extension. Only the final component can tell that: directories may be short names, junctions or a related
//! file's, so they are not looked at. The final component of the normalised name is the one of the opened name, but for
//! what may stand there, and then the answer is "may be":
//!
//! * a short name, which the long one replaces, with whatever extension that has (a program may set any legal 8.3 name as
//!   a file's short name, so the tilde is no sign). As the OEM code page decides which units outside ASCII are legal, every
//!   name of the right lengths counts;
//! * an empty name before a stream's colon or behind the last backslash: the name is then the related file's, or a
//!   directory's without its last backslash;
//! * a dot or a blank at the end, which FAT and some servers drop; a semicolon, with which CDFS numbers versions;
//! * an id (the caller asks [`PathMatch::may_be_monitored`] only for opens by name).
//!
//! Case, the type of the default stream (`::$DATA`) and the stream's name change no extension. Hard links and reparse points
//! are opened under the name of the link; what a reparse leads to is a create of its own (FIL-5). In pre-write and
//! pre-cleanup the opened name may be long gone, as a rename doesn't change it: there it can rule nothing out.
//!
//! Stated limit: a name provider (a minifilter that registers name callbacks) may give a normalised name with any final
//! component. The opened name of such a file is judged as it stands.

use crate::path_match::{before, PathMatch};

const BACKSLASH: u16 = b'\\' as u16;
const COLON: u16 = b':' as u16;
const DOT: u16 = b'.' as u16;
const BLANK: u16 = b' ' as u16;
const SEMICOLON: u16 = b';' as u16;

const SHORT_NAME_UNITS: usize = 8;
const SHORT_EXTENSION_UNITS: usize = 3;

impl PathMatch<'_> {
    /// Whether the normalised name of a create could be monitored, by FileObject->FileName as it stands in pre-create.
    ///
    /// `false`: the query may be left out, as its result would not match, nor would the opened name (FIL-7).
    ///
    /// Not for an open by id (FILE_OPEN_BY_FILE_ID), whose name is none: there the query has to be made.
    #[must_use]
    pub fn may_be_monitored(&self, opened: &[u16]) -> bool {
        let final_component = opened.rsplit(|&unit| unit == BACKSLASH).next().unwrap_or(opened);
        let file = before(final_component, COLON);
        let stream = final_component.get(file.len()..).unwrap_or(&[]);
        may_be_replaced(file) || self.is_extension_monitored(file) || self.stream_has_monitored_extension(stream)
    }
}

/// Whether the normalised name may have another final component than this.
fn may_be_replaced(file: &[u16]) -> bool {
    let drops_its_end = matches!(file, [] | [.., DOT | BLANK]);
    drops_its_end || may_be_short(file) || file.contains(&SEMICOLON)
}

/// Whether a name has the lengths of an 8.3 name. Every legal one has, in units, as no unit is less than a byte.
fn may_be_short(file: &[u16]) -> bool {
    let mut parts = file.split(|&unit| unit == DOT);
    let name = parts.next().map_or(0, <[u16]>::len);
    let extension = parts.next().map_or(0, <[u16]>::len);
    parts.next().is_none() && name <= SHORT_NAME_UNITS && extension <= SHORT_EXTENSION_UNITS
}
