//! Where WOW64 leads a 32-bit caller.
//!
//! Source: Microsoft, "Registry Redirector" and "Registry Keys Affected by WOW64", Windows 7 and later.

use super::names::{is_at_or_below, upcased};
use crate::text::Text;

const SOFTWARE: &str = r"\REGISTRY\MACHINE\SOFTWARE";
const CLASSES: &str = r"\REGISTRY\MACHINE\SOFTWARE\CLASSES";
const USER: &str = r"\REGISTRY\USER\";
const USER_CLASSES: &str = "_CLASSES";
const NODE: &str = r"\WOW6432Node";

/// Below Classes: what each view has of its own.
const OWN_CLASSES: [&str; 5] = ["CLSID", "DIRECTSHOW", "INTERFACE", "MEDIA TYPE", "MEDIAFOUNDATION"];

/// Below SOFTWARE: one key for all callers.
const SHARED: [&str; 11] = [
    "CLIENTS",
    r"MICROSOFT\COM3",
    r"MICROSOFT\CTF\SYSTEMSHARED",
    r"MICROSOFT\CTF\TIP",
    r"MICROSOFT\DFS",
    r"MICROSOFT\DRIVER SIGNING",
    r"MICROSOFT\ENTERPRISECERTIFICATES",
    r"MICROSOFT\EVENTSYSTEM",
    r"MICROSOFT\MSMQ",
    "POLICIES",
    "REGISTEREDAPPLICATIONS",
];

/// Below SOFTWARE\Microsoft: the same.
const SHARED_MICROSOFT: [&str; 13] = [
    r"CRYPTOGRAPHY\CALAIS\CURRENT",
    r"CRYPTOGRAPHY\CALAIS\READERS",
    r"CRYPTOGRAPHY\SERVICES",
    "NON-DRIVER SIGNING",
    r"NOTEPAD\DEFAULTFONTS",
    "OLE",
    "RAS",
    "RPC",
    r"SHARED TOOLS\MSINFO",
    "SYSTEMCERTIFICATES",
    "TERMSERVLICENSING",
    "TRANSACTION SERVER",
    r"WINDOWS NT\CURRENTVERSION\TIME ZONES",
];

/// Below SOFTWARE\Microsoft\Windows\CurrentVersion: the same.
const SHARED_WINDOWS: [&str; 9] = [
    r"CONTROL PANEL\CURSORS\SCHEMES",
    r"EXPLORER\AUTOPLAYHANDLERS",
    r"EXPLORER\DRIVEICONS",
    r"EXPLORER\KINDMAP",
    "GROUP POLICY",
    "POLICIES",
    "PREVIEWHANDLERS",
    "SETUP",
    r"TELEPHONY\LOCATIONS",
];

/// Below SOFTWARE\Microsoft\Windows NT\CurrentVersion: the same.
const SHARED_NT: [&str; 14] = [
    "CONSOLE",
    "FONTDPI",
    "FONTLINK",
    "FONTMAPPER",
    "FONTS",
    "FONTSUBSTITUTES",
    "GRE_INITIALIZE",
    "IMAGE FILE EXECUTION OPTIONS",
    "LANGUAGEPACK",
    "NETWORKCARDS",
    "PERFLIB",
    "PORTS",
    "PRINT",
    "PROFILELIST",
];

/// Where a 32-bit caller ends up instead of an absolute path without empty components; `None` if both views share it.
///
/// `start` is the length of the path that the name is relative to: a key that was opened below the point of redirection stays in
/// the view that it was opened in.
pub(super) fn redirect(start: usize, path: &Text) -> Option<Text> {
    let upper = upcased(path.units());
    let point = point(upper.units())?;
    let in_node = is_at_or_below(&upper.units()[point..], upcased(&units(NODE)).units());
    if start > point || in_node {
        return None;
    }
    let (head, rest) = path.units().split_at(point);
    Some(Text::from([head, &units(NODE), rest].concat()))
}

/// Units up to the key whose subkeys are redirected.
fn point(upper: &[u16]) -> Option<usize> {
    if is_at_or_below(upper, &units(CLASSES)) {
        return point_in_classes(upper, CLASSES.len());
    }
    if is_at_or_below(upper, &units(SOFTWARE)) {
        return (!is_shared(upper)).then_some(SOFTWARE.len());
    }
    let below = upper.strip_prefix(units(USER).as_slice())?;
    let hive = below.split(|unit| *unit == u16::from(b'\\')).next()?;
    let classes = hive.ends_with(&units(USER_CLASSES)) && hive.len() < below.len();
    classes.then(|| point_in_classes(upper, USER.len() + hive.len()))?
}

fn point_in_classes(upper: &[u16], classes: usize) -> Option<usize> {
    let below = upper.get(classes + 1..)?;
    let first = below.split(|unit| *unit == u16::from(b'\\')).next()?;
    OWN_CLASSES.iter().any(|own| first == units(own)).then_some(classes)
}

fn is_shared(upper: &[u16]) -> bool {
    let below = |head: &str, shared: &[&str]| {
        shared.iter().any(|key| is_at_or_below(upper, &units(&format!(r"{SOFTWARE}\{head}{key}"))))
    };
    below("", &SHARED)
        || below(r"MICROSOFT\", &SHARED_MICROSOFT)
        || below(r"MICROSOFT\WINDOWS\CURRENTVERSION\", &SHARED_WINDOWS)
        || below(r"MICROSOFT\WINDOWS NT\CURRENTVERSION\", &SHARED_NT)
}

fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}
