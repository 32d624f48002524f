//! Where FltRegisterFilter finds a filter's instances: below its service key. No registry callback is asked.
//!
//! Source: Microsoft, "Creating an INF File for a Minifilter Driver".

use kernel_abi::{NTSTATUS, REG_DWORD, REG_SZ, STATUS_INVALID_PARAMETER, STATUS_OBJECT_NAME_NOT_FOUND};

use super::altitude::Altitude;
use super::attach::same;
use super::filter::Definition;
use crate::cm::Cm;
use crate::guest::Context;
use crate::text::Text;

/// A filter's instances, the default one first.
///
/// # Errors
/// STATUS_OBJECT_NAME_NOT_FOUND where the default instance's key or values are missing or of another type;
/// STATUS_INVALID_PARAMETER for an altitude that is none. Other instances that are not whole do not count.
pub(super) fn read(cx: &Context, service: &Text) -> Result<Vec<Definition>, NTSTATUS> {
    let machine = cx.machine();
    let (cm, below) = (&machine.cm, &machine.profile.instances_key);
    let instances = format!("\\Registry\\Machine\\System\\CurrentControlSet\\Services\\{service}\\{below}");
    let default = text(cm, &instances, "DefaultInstance").ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
    let mut definitions = vec![definition(cm, &instances, &default)?];
    let others = cm.subkeys(&Text::from(instances.as_str())).into_iter().filter(|name| !same(name, &default));
    definitions.extend(others.filter_map(|name| definition(cm, &instances, &name).ok()));
    Ok(definitions)
}

fn definition(cm: &Cm, instances: &str, name: &Text) -> Result<Definition, NTSTATUS> {
    let key = format!("{instances}\\{name}");
    let altitude = text(cm, &key, "Altitude").ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
    let altitude = Altitude::parse(&altitude).ok_or(STATUS_INVALID_PARAMETER)?;
    Ok(Definition { name: name.clone(), altitude, flags: number(cm, &key, "Flags").unwrap_or(0) })
}

fn data(cm: &Cm, key: &str, value: &str, kind: u32) -> Option<Vec<u8>> {
    let found = cm.value(&Text::from(key), &Text::from(value))?;
    (found.kind == kind).then_some(found.data)
}

/// A REG_SZ up to its terminator.
fn text(cm: &Cm, key: &str, value: &str) -> Option<Text> {
    let data = data(cm, key, value, REG_SZ)?;
    let units = data.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    Some(Text::from(units.take_while(|unit| *unit != 0).collect::<Vec<_>>()))
}

fn number(cm: &Cm, key: &str, value: &str) -> Option<u32> {
    let data = data(cm, key, value, REG_DWORD)?;
    data.get(..4)?.try_into().map(u32::from_le_bytes).ok()
}
