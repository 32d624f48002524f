//! Where FltRegisterFilter finds a filter's instances: below its service key.
//!
//! Source: Microsoft, "Creating an INF File for a Minifilter Driver".

use kernel_abi::{NTSTATUS, STATUS_INVALID_PARAMETER, STATUS_OBJECT_NAME_NOT_FOUND};

use super::altitude::Altitude;
use super::filter::Definition;
use crate::guest::Context;
use crate::text::Text;

/// A filter's instances, the default one first.
///
/// # Errors
/// STATUS_OBJECT_NAME_NOT_FOUND where key or value is missing or of another type; STATUS_INVALID_PARAMETER for an altitude that
/// is none.
pub(super) fn read(cx: &Context, service: &Text) -> Result<Vec<Definition>, NTSTATUS> {
    let key = cx.machine().profile.instances_key.clone();
    let instances = format!("\\Registry\\Machine\\System\\CurrentControlSet\\Services\\{service}\\{key}");
    let name = text(cx, &instances, "DefaultInstance").ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
    let instance = format!("{instances}\\{name}");
    let altitude = text(cx, &instance, "Altitude").ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
    let altitude = Altitude::parse(&altitude).ok_or(STATUS_INVALID_PARAMETER)?;
    Ok(vec![Definition { name, altitude, flags: number(cx, &instance, "Flags").unwrap_or(0) }])
}

fn text(_cx: &Context, _key: &str, _value: &str) -> Option<Text> {
    None
}

fn number(_cx: &Context, _key: &str, _value: &str) -> Option<u32> {
    None
}
