//! CurrentControlSet is a link: the system names the set that it leads to (REG-7).

use crate::upcase::Upcase;

const DIGITS: usize = 3;

/// Below these components an entry's [`CURRENT`] stands for all numbered sets.
pub(crate) const PARENTS: [&str; 3] = ["REGISTRY", "MACHINE", "SYSTEM"];

/// The link's name in upper case.
pub(crate) const CURRENT: &str = "CURRENTCONTROLSET";

const NUMBERED: &str = "CONTROLSET";

/// Whether a component is `ControlSet` and three digits, case apart.
pub(crate) fn is_numbered(upcase: Upcase<'_>, component: &[u16]) -> bool {
    let Some((name, digits)) = component.split_at_checked(NUMBERED.len()) else { return false };
    digits.len() == DIGITS
        && digits.iter().all(|unit| matches!(unit, 0x30..=0x39))
        && name.iter().zip(NUMBERED.bytes()).all(|(&unit, upper)| upcase.upper(unit) == u16::from(upper))
}
