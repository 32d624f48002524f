//! Names outside `\Device` that lead to volumes.

use crate::machine::Machine;
use crate::rtl::equal_ignoring_case;
use crate::text::Text;

/// The whole NT path below `\Device` to which a name leads: of `\SystemRoot`, of a drive letter, or as it stands.
pub(super) fn resolve(machine: &Machine, name: &Text) -> Option<Text> {
    let system = machine.fs.system_volume().filtered.is.device.clone();
    if let Some(rest) = below(name, "\\SystemRoot") {
        let windows = Text::from("\\Windows");
        return Some(Text::from([system.units(), windows.units(), rest].concat()));
    }
    for volume in &machine.profile.volumes {
        let letter = volume.letter.trim_end_matches(':');
        for directory in ["\\??", "\\DosDevices", "\\GLOBAL??"] {
            let link = format!("{directory}\\{letter}:");
            if let Some(rest) = below(name, &link).filter(|_| !letter.is_empty()) {
                let device = Text::from(volume.device.as_str());
                return Some(Text::from([device.units(), rest].concat()));
            }
        }
    }
    below(name, "\\Device").map(|_| name.clone())
}

/// What follows a whole component.
fn below<'n>(name: &'n Text, link: &str) -> Option<&'n [u16]> {
    let link = link.encode_utf16().collect::<Vec<_>>();
    let (begin, rest) = name.units().split_at_checked(link.len())?;
    let is_whole = rest.is_empty() || rest[0] == super::path::SEPARATOR;
    (is_whole && equal_ignoring_case(begin, &link)).then_some(rest)
}
